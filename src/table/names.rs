//! Column names: when two are the same, and which known one was probably meant.

/// Longer names than this are not compared for nearness; the cost grows with the product.
const COMPARED_CHARS: usize = 64;

/// The letters of a column name that count, in lower case: without spaces, dashes,
/// underscores, quotes and byte order marks. Empty if nothing of it counts.
pub fn canonical(name: &str) -> String {
    counting(name).collect()
}

/// Whether two column names are the same once case, spaces, dashes, underscores and quotes
/// are left out. Two names of which nothing counts are the same.
pub fn same_name(a: &str, b: &str) -> bool {
    counting(a).eq(counting(b))
}

fn counting(name: &str) -> impl Iterator<Item = char> {
    let is_idle = |c: char| {
        c.is_whitespace()
            || matches!(
                c,
                '-' | '_' | '"' | '\'' | '\u{feff}' | '\u{200b}' | '\u{2010}'..='\u{2015}'
            )
    };
    name.chars()
        .filter(move |c| !is_idle(*c))
        .flat_map(char::to_lowercase)
}

/// The known name that `name` was probably meant to be: the one with the fewest letters to
/// change, if that is at most a third of them (and one is always allowed in names of two
/// letters or more); the first of equals. Serves columns, keys and words of a fixed list.
pub fn nearest<'a>(name: &str, known: &[&'a str]) -> Option<&'a str> {
    let name = canonical(name);
    let chars = name.chars().count();
    if !(2..=COMPARED_CHARS).contains(&chars) {
        return None;
    }
    let distance = |k: &&str| strsim::damerau_levenshtein(&name, &canonical(k));
    let best = known.iter().min_by_key(|k| distance(k))?;
    (distance(best) <= (chars / 3).max(1)).then_some(*best)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Case, spaces, dashes, underscores, quotes and a byte order mark make no difference.
    #[test]
    fn same_names() {
        for name in [
            "task_id",
            "Task ID",
            "TASK-ID",
            "taskid",
            "\u{feff}\"task_id\"",
            " task\u{a0}id ",
        ] {
            assert!(same_name(name, "task_id"), "{name}");
            assert_eq!(canonical(name), "taskid");
        }
        assert!(!same_name("task_id", "tasks_id"));
    }

    /// A slip is recognised, and a stranger is not forced onto a known name.
    #[test]
    fn nearest_names() {
        let known = ["due", "priority", "place_id", "minutes"];
        assert_eq!(nearest("priorty", &known), Some("priority"));
        assert_eq!(nearest("Placeid ", &known), Some("place_id"));
        assert_eq!(nearest("deu", &known), Some("due"));
        assert_eq!(nearest("favourite colour", &known), None);
        assert_eq!(nearest("", &known), None);
        assert_eq!(nearest(&"due".repeat(100_000), &known), None);
        assert_eq!(nearest("due", &[]), None);
    }
}
