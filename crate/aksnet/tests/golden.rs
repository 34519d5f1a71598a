//! Runs every case of `tests/golden` and says in what the answers differ.
//!
//! The expected values come from the documents that each case names, never from a run of this program.

#[cfg(test)]
#[path = "support/matcher.rs"]
mod matcher;

#[cfg(test)]
mod tests {
    use super::matcher::mismatches;
    use serde_json::{Value, json};
    use std::collections::BTreeSet;
    use std::fs;
    use std::path::{Path, PathBuf};

    /// The vectors of which every one has to be in some case.
    const VECTORS: &[&str] = &[
        "A1", "A2", "A3", "A4", "A5", "A6", "A7", "A8", "A9", "A10", "A11", "A12", "A13", "A14", "A15", "A16", "A17",
        "A18", "A19", "A20", "A21", "B1", "B2", "B3", "C1", "C2", "C3", "C4", "C5", "C6", "C7", "C8", "C9", "C10",
        "C11", "D1", "D2", "D3", "D4", "D5", "D6", "D7", "D8", "D9", "D10", "D12", "D13", "E1", "E2", "E3", "E4", "E5",
        "F1", "F2", "Z1", "Z2", "Z3", "Z4", "Z5", "Z6", "Z8", "Z9", "Z10", "Z11", "Z12", "Z13", "Z14", "G1", "G2",
        "G3", "G4", "G5", "G6", "H1", "H2", "H3",
    ];

    fn root() -> PathBuf {
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/golden")
    }

    /// All case files, in order; a folder without any is a mistake.
    fn files(folder: &Path) -> Vec<PathBuf> {
        let mut found = Vec::new();
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                found.extend(files(&path));
            } else if path.extension().is_some_and(|extension| extension == "json") {
                found.push(path);
            }
        }
        assert!(!found.is_empty(), "no case in {}", folder.display());
        found.sort();
        found
    }

    fn cases() -> Vec<(String, Value)> {
        let mut found = Vec::new();
        for file in files(&root()) {
            let name = file.strip_prefix(root()).unwrap().display().to_string();
            let text = fs::read_to_string(&file).unwrap();
            let read: Value = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            let list = read.as_array().unwrap_or_else(|| panic!("{name} is no list of cases"));
            assert!(!list.is_empty(), "{name} holds no case");
            found.extend(list.iter().enumerate().map(|(index, case)| (format!("{name}[{index}]"), case.clone())));
        }
        found
    }

    fn text<'a>(case: &'a Value, pointer: &str) -> &'a str {
        case.pointer(pointer).and_then(Value::as_str).unwrap_or("")
    }

    /// What `aksnet` says, in the form that cases are written in.
    fn outcome(case: &Value) -> (Option<Value>, Option<Value>) {
        let request = case.pointer("/ask/request").unwrap();
        match aksnet::ask(text(case, "/ask/function"), request) {
            Ok(answer) => (Some(answer), None),
            Err(error) => {
                let mut seen = json!({ "code": error.code(), "message": error.message() });
                for (key, value) in [("field", error.field()), ("help", error.help())] {
                    if let (Some(fields), Some(value)) = (seen.as_object_mut(), value) {
                        fields.insert(key.to_owned(), json!(value));
                    }
                }
                (None, Some(seen))
            }
        }
    }

    #[test]
    fn every_golden_case_holds() {
        let cases = cases();
        let mut wrong = Vec::new();
        for (name, case) in &cases {
            let (answer, error) = outcome(case);
            let found = match (case.get("answer"), case.get("error"), answer, error) {
                (Some(want), None, Some(have), _) | (None, Some(want), _, Some(have)) => mismatches(want, &have),
                (Some(_), None, None, Some(error)) => vec![format!("an answer expected, an error found: {error}")],
                (None, Some(want), Some(_), _) => vec![format!("an error expected ({want}), an answer found")],
                _ => vec!["the case is wrong: it has to have either an answer or an error".to_owned()],
            };
            if !found.is_empty() {
                wrong.push(format!("{name} {}\n    {}", text(case, "/about"), found.join("\n    ")));
            }
        }
        println!("{} golden cases", cases.len());
        assert!(wrong.is_empty(), "{} of {} cases differ:\n{}", wrong.len(), cases.len(), wrong.join("\n"));
    }

    #[test]
    fn every_case_is_well_formed() {
        for (name, case) in cases() {
            for pointer in ["/about", "/source", "/ask/function"] {
                assert!(!text(&case, pointer).is_empty(), "{name} has no {pointer}");
            }
            for key in case.as_object().unwrap().keys() {
                let known = ["about", "source", "typed", "ask", "answer", "error"];
                assert!(known.contains(&key.as_str()), "{name} has an unknown key {key}");
            }
        }
    }

    #[test]
    fn every_vector_is_in_a_case() {
        let mut seen = BTreeSet::new();
        for (_, case) in cases() {
            let words = text(&case, "/source").split(|letter: char| !letter.is_ascii_alphanumeric());
            seen.extend(words.map(str::to_owned));
        }
        let missing: Vec<_> = VECTORS.iter().filter(|vector| !seen.contains(**vector)).collect();
        assert!(missing.is_empty(), "no case for {missing:?}");
    }

    /// Findings that no sizing case can have.
    const ELSEWHERE: &[&str] = &[
        // Reading pasted documents is another question: tests/node/documents.test.mjs.
        "document-none",
        "document-unreadable",
        "documents-incomplete",
        "document-unknown",
        "document-second-cluster",
    ];

    /// Codes that a case says are there, and codes that it says are not.
    fn codes(expected: &Value, there: bool, seen: &mut [BTreeSet<String>; 2]) {
        match expected {
            Value::Object(fields) => {
                if let Some(Value::String(code)) = fields.get("code") {
                    seen[usize::from(there)].insert(code.clone());
                }
                fields.iter().for_each(|(key, inner)| codes(inner, there && key != "$none", seen));
            }
            Value::Array(list) => list.iter().for_each(|inner| codes(inner, there, seen)),
            _ => {}
        }
    }

    /// What cannot be understood is a finding of `inspect` under the error's own code.
    const ERRORS: &[&str] = &[
        "invalid-type",
        "out-of-range",
        "invalid-value",
        "invalid-prefix",
        "invalid-address",
        "missing-field",
        "unknown-field",
        "unsupported-document",
    ];

    #[test]
    fn every_finding_is_in_a_case() {
        let mut seen = [BTreeSet::new(), BTreeSet::new()];
        for (_, case) in cases() {
            case.get("answer").into_iter().for_each(|answer| codes(answer, true, &mut seen));
        }
        let all = aksnet::finding::codes::ALL.iter().map(|code| code.code).filter(|code| !ELSEWHERE.contains(code));
        let missing: Vec<_> = all.filter(|code| !seen[1].contains(*code)).collect();
        assert!(missing.is_empty(), "no case has {missing:?}");
        let known = |code: &String| {
            ERRORS.contains(&code.as_str()) || aksnet::finding::codes::ALL.iter().any(|known| known.code == code)
        };
        let unknown: Vec<_> = seen.iter().flatten().filter(|code| !known(code)).collect();
        assert!(unknown.is_empty(), "cases name codes that there are not: {unknown:?}");
    }

    /// The matcher against a table of its own, which the JavaScript one is tested with as well.
    #[test]
    fn the_matcher_tells_right_from_wrong() {
        let file = root().join("../node/support/matcher-cases.json");
        let table: Value = serde_json::from_str(&fs::read_to_string(file).unwrap()).unwrap();
        let rows = table.as_array().unwrap();
        assert!(rows.len() > 40, "only {} rows", rows.len());
        for row in rows {
            let found = mismatches(&row["expected"], &row["actual"]);
            assert_eq!(json!(found.len()), row["differences"], "{row}\n{found:?}");
        }
    }
}
