//! `drawSubnets`: each subnet of a plan to scale, Azure's reserved addresses at its ends.

use super::canvas::{Canvas, Ink, WIDTH};
use crate::document::Node;
use crate::error::{Error, ErrorCode};
use crate::sizing::text::figure as grouped;
use serde_json::Value;

const MOST: u64 = 1 << 53;
const ROOM: u64 = WIDTH - 2;

/// Draws the subnets of the answer of `planSizing`.
///
/// # Errors
/// An [`Error`] that names the field when this is no such answer.
///
/// ```
/// use serde_json::json;
/// let ask = json!({ "cluster": { "agentPoolProfiles": [{ "count": 3 }] } });
/// let plan = aksnet::ask("planSizing", &ask)?;
/// assert!(aksnet::draw_subnets(&plan)?.starts_with("<svg "));
/// # Ok::<(), aksnet::Error>(())
/// ```
pub fn draw_subnets(plan: &Value) -> Result<String, Error> {
    let plan = Node::root(plan);
    let Some(subnets) = plan.list("subnets")? else {
        return Err(plan
            .error(ErrorCode::MissingField, "a plan has subnets")
            .at("subnets")
            .with_help("the answer of planSizing"));
    };
    let mut canvas = Canvas::default();
    let mut y = 0;
    let mut said = Vec::new();
    for subnet in &subnets {
        y = draw(&mut canvas, subnet, y + 16, &mut said)?;
    }
    let title = match said.len() {
        1 => "One subnet, to scale".to_owned(),
        many => format!("{many} subnets, each to its own scale"),
    };
    Ok(canvas.finish(y + 8, &title, &said.join(" ")))
}

fn draw(canvas: &mut Canvas, subnet: &Node<'_>, top: u64, said: &mut Vec<String>) -> Result<u64, Error> {
    let missing = |what: &str| subnet.error(ErrorCode::MissingField, format!("a subnet of a plan has {what}"));
    let figure = |node: &Node<'_>, key: &str| node.whole_at(key, 0..=MOST)?.ok_or_else(|| missing(key));
    let needed = figure(subnet, "needed")?;
    let role = subnet.text_at("role")?.ok_or_else(|| missing("role"))?.replace('-', " ");
    let (prefix, usable) = match subnet.get("given")? {
        Some(given) => {
            let prefix = given.read_at("prefix", |prefix| prefix.prefix())?.ok_or_else(|| missing("given.prefix"))?;
            (prefix.to_string(), figure(&given, "usable")?)
        }
        None => {
            let length = subnet.whole_at("prefixLength", 0..=128)?.ok_or_else(|| missing("prefixLength"))?;
            (format!("/{length}"), figure(subnet, "usable")?)
        }
    };
    let name = subnet.text_at("name")?;
    let heading = format!("Subnet for {role}{}", name.map(|name| format!(": {name}")).unwrap_or_default());
    let y = canvas.lines((1, top), WIDTH, Ink::Name, &heading);
    let y = canvas.lines((1, y), WIDTH, Ink::Mono, &prefix);

    // Azure's reserved addresses are never thinner than four units: they are what people forget.
    let (head, tail) = (4, 4);
    let bar = y.saturating_sub(8);
    let inner = ROOM - head - tail;
    let fits = needed <= usable;
    let used = if fits { share(needed, usable, inner) } else { inner };
    canvas.rect("track", (1, bar), (ROOM, 40), "");
    canvas.rect("way", (1 + head, bar), (used, 40), "");
    canvas.shape("ink-2", format_args!("M1 {bar}h{head}v40h-{head}z"));
    let end = WIDTH - 1 - tail;
    canvas.shape(if fits { "ink-2" } else { "change" }, format_args!("M{end} {bar}h{tail}v40h-{tail}z"));
    let figures = grouped(needed);
    if used > Ink::OnWay.width(&figures) + 16 {
        canvas.text((13, bar + 24), Ink::OnWay, &figures);
    }
    let words = if fits {
        format!("{figures} used, {} free of {} usable", grouped(usable - needed), grouped(usable))
    } else {
        format!("{figures} needed, {} usable, short by {}", grouped(usable), grouped(needed - usable))
    };
    said.push(format!("{heading}, {prefix}: {words}."));
    let ink = if fits { Ink::Plain } else { Ink::Change };
    let y = canvas.lines((1, bar + 57), WIDTH, ink, &words);
    Ok(canvas.lines((1, y), WIDTH, Ink::Plain, "Both ends: reserved by Azure, not to scale"))
}

/// `part` of `whole` in units of `room`, one at least where there is any.
fn share(part: u64, whole: u64, room: u64) -> u64 {
    let product = u128::from(part) * u128::from(room) / u128::from(whole.max(1));
    let units = u64::try_from(product).unwrap_or(room).min(room);
    if part > 0 { units.max(1) } else { units }
}
