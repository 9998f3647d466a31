//! The words of US street names and their short forms.

/// What ends a street's name and says what it is: the short form and all that is written
/// for it. After the suffixes of the United States Postal Service, Publication 28, with
/// what French-speaking towns write.
const KINDS: &[(&str, &[&str])] = &[
    ("aly", &["alley", "ally"]),
    ("ave", &["avenue", "av", "aven", "avenu", "avn"]),
    ("bch", &["beach"]),
    ("bnd", &["bend"]),
    ("blvd", &["boulevard", "boul", "bd", "bvd", "blv"]),
    ("brg", &["bridge"]),
    ("brk", &["brook"]),
    ("byp", &["bypass"]),
    ("cir", &["circle", "circ", "crcl"]),
    ("cmn", &["common", "commons"]),
    ("cor", &["corner"]),
    ("cres", &["crescent"]),
    ("crk", &["creek"]),
    ("ct", &["court", "crt"]),
    ("ctr", &["center", "centre"]),
    ("cv", &["cove"]),
    ("cswy", &["causeway"]),
    ("dr", &["drive", "driv", "drv", "doctor"]),
    ("expy", &["expressway", "expwy"]),
    ("ext", &["extension", "extn"]),
    ("fwy", &["freeway"]),
    ("gdns", &["gardens"]),
    ("gln", &["glen"]),
    ("grn", &["green"]),
    ("grv", &["grove"]),
    ("hbr", &["harbor", "harbour"]),
    ("hl", &["hill"]),
    ("hls", &["hills"]),
    ("holw", &["hollow"]),
    ("hts", &["heights", "ht"]),
    ("hwy", &["highway", "hiway", "hiwy", "hway"]),
    ("is", &["island"]),
    ("jct", &["junction"]),
    ("lk", &["lake"]),
    ("ln", &["lane"]),
    ("lndg", &["landing"]),
    ("loop", &["lp"]),
    ("mdws", &["meadows"]),
    ("mews", &[]),
    ("mnr", &["manor"]),
    ("mtwy", &["motorway"]),
    ("park", &["pk"]),
    ("path", &[]),
    ("pass", &[]),
    ("pike", &[]),
    ("pkwy", &["parkway", "pky", "parkwy", "pkway", "prkwy"]),
    ("pl", &["place"]),
    ("plz", &["plaza"]),
    ("pt", &["point"]),
    ("rd", &["road"]),
    ("rdg", &["ridge"]),
    ("rte", &["route", "rt"]),
    ("row", &[]),
    ("run", &[]),
    ("shr", &["shore"]),
    ("sq", &["square", "sqr"]),
    ("st", &["street", "str", "saint", "strt"]),
    ("sta", &["station"]),
    ("ter", &["terrace", "terr"]),
    ("tpke", &["turnpike", "trnpk"]),
    ("trce", &["trace"]),
    ("trl", &["trail", "tr"]),
    ("vis", &["vista"]),
    ("vlg", &["village"]),
    ("vly", &["valley"]),
    ("vw", &["view"]),
    ("walk", &[]),
    ("way", &["wy"]),
    ("xing", &["crossing"]),
];

/// Other words that are often shortened inside a name.
const WORDS: &[(&str, &[&str])] = &[
    ("ft", &["fort"]),
    ("mt", &["mount"]),
    ("mtn", &["mountain"]),
    ("jr", &["junior"]),
    ("sr", &["senior"]),
    ("co", &["county"]),
    ("mlk", &["mlking"]),
];

const DIRECTIONS: &[(&str, &[&str])] = &[
    ("n", &["north"]),
    ("s", &["south"]),
    ("e", &["east"]),
    ("w", &["west"]),
    ("nw", &["northwest"]),
    ("ne", &["northeast"]),
    ("sw", &["southwest"]),
    ("se", &["southeast"]),
];

const ONES: [&str; 19] = [
    "first",
    "second",
    "third",
    "fourth",
    "fifth",
    "sixth",
    "seventh",
    "eighth",
    "ninth",
    "tenth",
    "eleventh",
    "twelfth",
    "thirteenth",
    "fourteenth",
    "fifteenth",
    "sixteenth",
    "seventeenth",
    "eighteenth",
    "nineteenth",
];

const TENS: [(&str, &str); 8] = [
    ("twenty", "twentieth"),
    ("thirty", "thirtieth"),
    ("forty", "fortieth"),
    ("fifty", "fiftieth"),
    ("sixty", "sixtieth"),
    ("seventy", "seventieth"),
    ("eighty", "eightieth"),
    ("ninety", "ninetieth"),
];

fn find(table: &'static [(&str, &[&str])], word: &str) -> Option<&'static str> {
    let is_it = |(short, long): &&(&str, &[&str])| *short == word || long.contains(&word);
    table.iter().find(is_it).map(|(short, _)| *short)
}

/// The short form of what a street is: `st` of `street`, `str`, `st` and `saint`.
pub(super) fn kind(word: &str) -> Option<&'static str> {
    find(KINDS, word)
}

/// The short form of a direction: `nw` of `northwest`.
pub(super) fn direction(word: &str) -> Option<&'static str> {
    find(DIRECTIONS, word)
}

/// A word in its short form, so that long and short ones are the same.
pub(super) fn short(word: &str) -> &str {
    kind(word)
        .or_else(|| direction(word))
        .or_else(|| find(WORDS, word))
        .unwrap_or(word)
}

/// The number of an ordinal word (`first`, `12th`, `42nd`); none of any other.
pub(super) fn ordinal(word: &str) -> Option<u32> {
    if let Some(at) = ONES.iter().position(|one| *one == word) {
        return u32::try_from(at + 1).ok();
    }
    if let Some(at) = TENS.iter().position(|(_, tenth)| *tenth == word) {
        return u32::try_from(at * 10 + 20).ok();
    }
    for (at, (ten, _)) in TENS.iter().enumerate() {
        let one = word
            .strip_prefix(ten)
            .and_then(|rest| ONES[..9].iter().position(|one| *one == rest));
        if let Some(one) = one {
            return u32::try_from(at * 10 + 21 + one).ok();
        }
    }
    let digits = word.len().checked_sub(2).and_then(|end| word.get(..end))?;
    let is_ending = matches!(&word[digits.len()..], "st" | "nd" | "rd" | "th");
    let is_number = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    (is_ending && is_number)
        .then(|| digits.parse().ok())
        .flatten()
}

/// Whether a word begins a written-out ordinal of two words: `twenty` of `Twenty First`.
pub(super) fn is_ten(word: &str) -> bool {
    TENS.iter().any(|(ten, _)| *ten == word)
}
