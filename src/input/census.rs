//! The batch files of the US Census geocoder: five columns out, eight or twelve back.
//!
//! What goes out holds random ids and addresses, nothing else, in the order of the random
//! ids; which place each is stands in a file that stays in the workspace.

mod fields;

use std::collections::{BTreeMap, BTreeSet};

use sha2::{Digest, Sha256};

use crate::domain::road::{Address, Located, Match};
use crate::domain::travel::LatLon;
use crate::table::{self, Fault, Faults, Writer};

use super::coordinates::Lacking;
use fields::fields;

/// The file of a workspace that says which place each random id is.
pub const IDS_FILE: &str = "census-ids.csv";
/// So many rows the service takes in one file.
const MAX_ROWS: usize = 10_000;
/// How sure a match is that the service calls exact, and any other. Not measured: the service
/// cannot be asked from here. It interpolates along ranges of possible numbers, so the
/// street is right and the block mostly.
const EXACT: f64 = 0.9;
const NOT_EXACT: f64 = 0.7;

/// Files for the service.
#[derive(Debug)]
pub struct Batch {
    /// Each of at most 10,000 rows; none when no place has an address to send.
    pub files: Vec<Vec<u8>>,
    /// The new [`IDS_FILE`]: earlier ids, which replies may still come for, and the new ones.
    pub ids: Vec<u8>,
    /// How many addresses are in it.
    pub rows: usize,
    /// How many places were left out because they are confidential.
    pub confidential: usize,
}

/// Which place a random id is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentPlace {
    /// The place's id.
    pub place: String,
    /// A digest of the address as it was sent.
    pub digest: String,
}

/// What the service says of one address.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reply {
    /// Found.
    Match(Located),
    /// Not found.
    NoMatch,
    /// Found more than once.
    Tie,
}

/// Writes the files for the service; `random` is asked for each id.
pub fn batch(
    lacking: &[Lacking],
    sent: &BTreeMap<String, SentPlace>,
    mut random: impl FnMut() -> u64,
) -> Batch {
    let with_address = || {
        lacking
            .iter()
            .filter(|place| !place.address.street.is_empty())
    };
    let confidential = with_address()
        .filter(|place| place.label.is_confidential)
        .count();
    let mut rows: BTreeMap<String, [String; 4]> = BTreeMap::new();
    let mut ids = sent.clone();
    for place in with_address().filter(|place| !place.label.is_confidential) {
        let fields = fields(&place.address);
        if fields[0].is_empty() || place.label.id.is_empty() {
            continue;
        }
        let id = std::iter::repeat_with(|| letters(random()))
            .find(|id| !ids.contains_key(id))
            .expect("a random source that repeats itself for ever is none");
        let digest = digest(&place.address);
        ids.insert(
            id.clone(),
            SentPlace {
                place: place.label.id.clone(),
                digest,
            },
        );
        rows.insert(id, fields);
    }
    let all: Vec<(&String, &[String; 4])> = rows.iter().collect();
    let file = |chunk: &[(&String, &[String; 4])]| {
        let mut writer = Writer::without_headers(5);
        for (id, fields) in chunk {
            writer.row(std::iter::once(id.as_str()).chain(fields.iter().map(String::as_str)));
        }
        writer.finish()
    };
    let mut known = Writer::new(&["census_id", "place_id", "address_digest"]);
    for (id, sent) in &ids {
        known.row([id, &sent.place, &sent.digest]);
    }
    Batch {
        files: all.chunks(MAX_ROWS).map(file).collect(),
        ids: known.finish(),
        rows: rows.len(),
        confidential,
    }
}

/// Twelve letters without vowels, so that no id is a word or a number to a spreadsheet.
fn letters(mut random: u64) -> String {
    const LETTERS: &[u8; 20] = b"bcdfghjklmnpqrstvwxz";
    let letter = |_| {
        let letter = LETTERS[(random % 20) as usize];
        random /= 20;
        char::from(letter)
    };
    (0..12).map(letter).collect()
}

/// A digest of an address, by which one sees that it has changed.
pub fn digest(address: &Address) -> String {
    let mut hash = Sha256::new();
    for part in [&address.street, &address.city, &address.postcode] {
        hash.update(part.as_bytes());
        hash.update([0]);
    }
    hash.finalize()[..8]
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Reads the ids that were sent.
pub fn read_ids(bytes: &[u8], faults: &mut Faults) -> BTreeMap<String, SentPlace> {
    let Some(table) = table::parse_into(IDS_FILE, bytes, faults) else {
        return BTreeMap::new();
    };
    faults.absorb(table.check_columns(
        &["census_id", "place_id", "address_digest"],
        &["census_id", "place_id", "address_digest"],
    ));
    let sent = table.rows().map(|row| {
        let sent = SentPlace {
            place: row.text("place_id").to_owned(),
            digest: row.text("address_digest").to_owned(),
        };
        (row.text("census_id").to_owned(), sent)
    });
    sent.collect()
}

/// Reads the service's reply, by random id: eight columns or twelve, without names, rows in
/// any order, those without a match cut short. Faults name lines and nothing that stands
/// there. A row of column names is passed over.
pub fn read_reply(name: &str, bytes: &[u8], faults: &mut Faults) -> BTreeMap<String, Reply> {
    let mut replies = BTreeMap::new();
    let mut seen = BTreeSet::new();
    for record in table::read_records(name, bytes, 12, faults).unwrap_or_default() {
        let fault = |message: &str| Fault::error(name, message).at(record.line);
        let cell = |at: usize| record.cells.get(at).map_or("", String::as_str);
        let word = table::canonical(cell(2));
        let reply = match word.as_str() {
            "match" => match located(cell(3), cell(5)) {
                Some(located) => Reply::Match(located),
                None => {
                    let fault = fault("is a match without coordinates in its sixth column");
                    faults.push(fault.allowed("lon,lat in one cell, as the service writes it"));
                    continue;
                }
            },
            "nomatch" => Reply::NoMatch,
            "tie" => Reply::Tie,
            _ if replies.is_empty() && seen.is_empty() && record.line == 1 => continue,
            _ => {
                let fault = fault("is no row of a reply of the Census geocoder");
                faults.push(fault.allowed("Match, No_Match or Tie in the third column"));
                continue;
            }
        };
        if seen.insert(cell(0).to_owned()) {
            replies.insert(cell(0).to_owned(), reply);
        } else {
            faults.push(fault("has the id of an earlier row"));
        }
    }
    replies
}

fn located(kind: &str, coordinates: &str) -> Option<Located> {
    let (lon, lat) = coordinates.split_once(',')?;
    let number = |text: &str| {
        text.trim()
            .parse::<f64>()
            .ok()
            .filter(|number| number.is_finite())
    };
    let (lon, lat) = (number(lon)?, number(lat)?);
    if lon.abs() > 180.0 || lat.abs() > 90.0 {
        return None;
    }
    let is_exact = table::same_name(kind, "exact");
    Some(Located {
        at: LatLon { lat, lon },
        how: Match::Range,
        confidence: if is_exact { EXACT } else { NOT_EXACT },
        within: if is_exact { 150.0 } else { 300.0 },
        doubt: None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::coordinates::Label;
    use super::*;

    fn lacking(id: &str, street: &str, is_confidential: bool) -> Lacking {
        Lacking {
            label: Label {
                id: id.to_owned(),
                line: 2,
                is_confidential,
            },
            address: Address {
                street: street.to_owned(),
                city: "Oak City".to_owned(),
                postcode: "94601-1234".to_owned(),
            },
        }
    }

    /// Random ids that count up: enough to tell them apart.
    fn counting() -> impl FnMut() -> u64 {
        let mut next = 0;
        move || {
            next += 1;
            next
        }
    }

    /// What leaves holds the addresses of places that are not confidential, under random
    /// ids, in five columns without names, no unit and no punctuation.
    #[test]
    fn sent() {
        let places = [
            lacking("H1", "12 St. Paul's Way, Apt 4", false),
            lacking("H2", "13 Hidden Ct", true),
            lacking("H3", "", false),
            lacking("H4", "95-269 Oak Dr #5", false),
        ];
        let batch = batch(&places, &BTreeMap::new(), counting());
        assert_eq!(
            (batch.rows, batch.confidential, batch.files.len()),
            (2, 1, 1)
        );
        let text = String::from_utf8(batch.files[0].clone()).unwrap();
        assert_eq!(
            text,
            "cbbbbbbbbbbb,12 St Paul s Way,Oak City,,94601\ndbbbbbbbbbbb,95-269 Oak Dr,Oak City,,94601\n"
        );
        let ids = read_ids(&batch.ids, &mut Faults::default());
        assert_eq!(ids["cbbbbbbbbbbb"].place, "H1");
        assert_eq!(ids["cbbbbbbbbbbb"].digest, digest(&places[0].address));
        // Ids of an earlier file stay, and are not given twice.
        let again = super::batch(&places[3..], &ids, counting());
        let ids = read_ids(&again.ids, &mut Faults::default());
        assert_eq!((ids.len(), again.rows), (3, 1));
        assert_eq!(ids["fbbbbbbbbbbb"].place, "H4");
    }

    /// More than 10,000 addresses are several files.
    #[test]
    fn many() {
        let places: Vec<Lacking> = (0..10_001)
            .map(|n| lacking(&n.to_string(), "1 A St", false))
            .collect();
        let batch = batch(&places, &BTreeMap::new(), counting());
        let lines: Vec<usize> = batch
            .files
            .iter()
            .map(|file| file.iter().filter(|byte| **byte == b'\n').count())
            .collect();
        assert_eq!(lines, [10_000, 1]);
    }

    /// Eight columns, twelve, and rows cut short, in any order; coordinates are lon,lat.
    #[test]
    fn replied() {
        let text = "\"b\",\"1 A ST, X, CA, 1\",\"No_Match\"\n\
            \"a\",\"2 A ST, X, CA, 1\",\"Match\",\"Exact\",\"2 A ST\",\"-122.25,37.8\",\"12\",\"L\"\n\
            \"c\",\"3 A ST\",\"Tie\"\n\
            \"d\",\"4 A ST\",\"Match\",\"Non_Exact\",\"4 A ST\",\"-122.5,37.9\",\"12\",\"R\",\"06\",\"001\",\"400100\",\"1000\"\n";
        let mut faults = Faults::default();
        let replies = read_reply("r.csv", text.as_bytes(), &mut faults);
        assert!(faults.is_empty(), "{faults}");
        assert_eq!(
            (replies["b"], replies["c"], replies.len()),
            (Reply::NoMatch, Reply::Tie, 4)
        );
        let (Reply::Match(a), Reply::Match(d)) = (replies["a"], replies["d"]) else {
            panic!("{replies:?}");
        };
        assert_eq!(
            (a.at, a.how),
            (
                LatLon {
                    lat: 37.8,
                    lon: -122.25
                },
                Match::Range
            )
        );
        assert!(a.confidence > d.confidence && a.within < d.within);
    }

    /// What is no reply is told by line, and no address is repeated.
    #[test]
    fn hostile() {
        for text in [
            "a,1 Secret St,Match,Exact,x,\"nan,37\"\n",
            "a,1 Secret St,Match,Exact,x,\"-122.25\"\n",
            "a,1 Secret St,Match\n",
            "a,1 Secret St,Match,Exact,x,\"37.8,-122.25\"\n",
            "id,addr,match\na,1 Secret St,Maybe\n",
            "a,1 Secret St,Tie\na,1 Secret St,Tie\n",
            "\"a,1 Secret St",
        ] {
            let mut faults = Faults::default();
            let replies = read_reply("r.csv", text.as_bytes(), &mut faults);
            assert!(faults.has_errors() && replies.len() <= 1, "{text}");
            assert!(!faults.to_string().contains("Secret"), "{faults}");
        }
    }
}
