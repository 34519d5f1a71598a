//! The text of members as numbers: compared and looked up without reading it again for each question.

use super::hash::Map;
use super::scene::Member;
use super::sets::narrow;

/// A member's.
#[derive(Clone, Debug, Default)]
pub(super) struct MemberWords {
    pub namespace: u32,
    pub owner: u32,
    /// Keys and values, in the order of the keys' text.
    pub labels: Vec<(u32, u32)>,
}

/// All members'.
#[derive(Clone, Debug, Default)]
pub(super) struct Words {
    numbers: Map<String, u32>,
    pub of_member: Vec<MemberWords>,
    /// The members' places, by their names.
    pub by_name: Vec<usize>,
}

impl Words {
    pub(super) fn of(members: &[Member]) -> Self {
        let mut words = Self::default();
        for member in members {
            let namespace = words.take(&member.namespace);
            let owner = words.take(&member.owner);
            let labels = member.labels.iter().map(|(key, value)| (words.take(key), words.take(value))).collect();
            words.of_member.push(MemberWords { namespace, owner, labels });
        }
        words.by_name = (0..members.len()).collect();
        words.by_name.sort_by_key(|at| members.get(*at).map(|member| member.name.as_str()));
        words
    }

    fn take(&mut self, word: &str) -> u32 {
        if let Some(number) = self.numbers.get(word) {
            return *number;
        }
        let number = narrow(self.numbers.len());
        self.numbers.insert(word.to_owned(), number);
        number
    }

    pub(super) fn number(&self, word: &str) -> Option<u32> {
        self.numbers.get(word).copied()
    }
}
