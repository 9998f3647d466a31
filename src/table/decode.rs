//! Bytes into text, in the encodings that spreadsheets save.

use std::borrow::Cow;

use encoding_rs::{UTF_16BE, UTF_16LE, WINDOWS_1252};

use super::fault::Fault;

/// How the bytes of a table stood for text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Encoding {
    /// UTF-8 (plain ASCII too).
    Utf8,
    /// UTF-8 behind a byte order mark: Excel's "CSV UTF-8".
    Utf8Bom,
    /// UTF-16, low byte first: Excel's "Unicode text".
    Utf16Le,
    /// UTF-16, high byte first.
    Utf16Be,
    /// Windows-1252, taken when the bytes are not UTF-8: Excel's "CSV".
    Windows1252,
}

const SAVE_AS: &str = "save it as CSV (UTF-8) from the spreadsheet";

/// The text of a file without its byte order mark, or the fault that makes it none.
///
/// Bytes that are not UTF-8 are Windows-1252, unless most of what is beyond ASCII reads as
/// UTF-8: then the file is a damaged or patched-together UTF-8 one, and to read it as
/// Windows-1252 would garble every other name in silence.
pub(super) fn decode<'a>(name: &str, bytes: &'a [u8]) -> Result<(Cow<'a, str>, Encoding), Fault> {
    if let Some(what) = other_format(bytes) {
        let message = format!("is {what}, not a table of text");
        return Err(Fault::error(name, message).remedy(SAVE_AS));
    }
    let (text, encoding) = if let Some(rest) = bytes.strip_prefix(b"\xff\xfe") {
        (decode_16(name, rest, UTF_16LE)?, Encoding::Utf16Le)
    } else if let Some(rest) = bytes.strip_prefix(b"\xfe\xff") {
        (decode_16(name, rest, UTF_16BE)?, Encoding::Utf16Be)
    } else {
        let (rest, encoding) = match bytes.strip_prefix(b"\xef\xbb\xbf") {
            Some(rest) => (rest, Encoding::Utf8Bom),
            None => (bytes, Encoding::Utf8),
        };
        // Noise shows at once; decoding the whole of it would only take time.
        if rest[..rest.len().min(1 << 16)].contains(&0) {
            return Err(rubbish(name));
        }
        // The end-of-file mark of old systems.
        let rest = rest.strip_suffix(b"\x1a").unwrap_or(rest);
        match std::str::from_utf8(rest) {
            Ok(text) => (Cow::Borrowed(text), encoding),
            Err(error) => {
                if encoding == Encoding::Utf8Bom || is_mostly_utf8(rest) {
                    let line = 1 + count_line_ends(&rest[..error.valid_up_to()]);
                    let message = "holds bytes that are not UTF-8, which the rest of the file is";
                    let remedy = "write the letters of this line anew, or save the file again";
                    return Err(Fault::error(name, message).at(line).remedy(remedy));
                }
                (
                    WINDOWS_1252.decode_without_bom_handling(rest).0,
                    Encoding::Windows1252,
                )
            }
        }
    };
    if is_rubbish(&text) {
        return Err(rubbish(name));
    }
    Ok((text, encoding))
}

fn rubbish(name: &str) -> Fault {
    let message = "is not a table of text: it holds control characters";
    Fault::error(name, message).remedy(SAVE_AS)
}

fn decode_16<'a>(
    name: &str,
    bytes: &'a [u8],
    encoding: &'static encoding_rs::Encoding,
) -> Result<Cow<'a, str>, Fault> {
    let (text, had_errors) = encoding.decode_without_bom_handling(bytes);
    if had_errors {
        let message = "says that it is UTF-16 and holds bytes that are not";
        return Err(Fault::error(name, message).remedy(SAVE_AS));
    }
    Ok(text)
}

/// The kinds of file that are most often taken for a CSV, by their first bytes.
fn other_format(bytes: &[u8]) -> Option<&'static str> {
    let known: [(&[u8], &str); 5] = [
        (b"PK\x03\x04", "a workbook (xlsx or ods) or a zip"),
        (b"\xd0\xcf\x11\xe0", "an old Excel workbook (xls)"),
        (b"%PDF", "a PDF"),
        (b"\x1f\x8b", "a gzip"),
        (b"{\\rtf", "a text document (rtf)"),
    ];
    known
        .iter()
        .find(|(magic, _)| bytes.starts_with(magic))
        .map(|(_, what)| *what)
}

/// A NUL, or more than one control character in a hundred characters: no text is so.
fn is_rubbish(text: &str) -> bool {
    // Nearly always true, and much faster than counting.
    if !text
        .bytes()
        .any(|b| b < 0x20 && !matches!(b, b'\t' | b'\n' | b'\r') || b == 0xc2)
    {
        return false;
    }
    let (mut all, mut bad) = (0_usize, 0_usize);
    for c in text.chars() {
        if c == '\0' {
            return true;
        }
        all += 1;
        bad += usize::from(is_bad_control(c));
    }
    bad * 100 > all
}

/// Control characters other than those that lay out text (tab, line ends, and the
/// vertical tab and form feed that word processors leave).
pub(super) fn is_bad_control(c: char) -> bool {
    c.is_control() && !matches!(c, '\t'..='\r')
}

/// Whether more characters beyond ASCII are good UTF-8 than bad. In true Windows-1252 two
/// letters beyond ASCII hardly ever stand together so that they look like UTF-8.
fn is_mostly_utf8(bytes: &[u8]) -> bool {
    let (mut good, mut bad) = (0_usize, 0_usize);
    for chunk in bytes.utf8_chunks() {
        good += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        bad += usize::from(!chunk.invalid().is_empty());
    }
    good > bad
}

/// Line ends as an editor counts them: LF, CR and CR LF are one each.
pub(super) fn count_line_ends(bytes: &[u8]) -> u64 {
    let mut count = 0;
    for (i, b) in bytes.iter().enumerate() {
        let is_end = match b {
            b'\n' => true,
            b'\r' => bytes.get(i + 1) != Some(&b'\n'),
            _ => false,
        };
        count += u64::from(is_end);
    }
    count
}

#[cfg(test)]
mod tests {
    use super::*;

    fn utf16(text: &str, is_little: bool) -> Vec<u8> {
        let units = std::iter::once(0xfeff).chain(text.encode_utf16());
        units
            .flat_map(|u| {
                if is_little {
                    u.to_le_bytes()
                } else {
                    u.to_be_bytes()
                }
            })
            .collect()
    }

    /// The same text comes out of all five encodings, and each is named.
    #[test]
    fn encodings() {
        let text = "id,name\r\n1,Peña Ávila";
        let cases: [(Vec<u8>, Encoding); 5] = [
            (text.into(), Encoding::Utf8),
            (format!("\u{feff}{text}").into(), Encoding::Utf8Bom),
            (utf16(text, true), Encoding::Utf16Le),
            (utf16(text, false), Encoding::Utf16Be),
            (
                b"id,name\r\n1,Pe\xf1a \xc1vila".to_vec(),
                Encoding::Windows1252,
            ),
        ];
        for (bytes, encoding) in cases {
            let (decoded, found) = decode("a.csv", &bytes).unwrap();
            assert_eq!((&*decoded, found), (text, encoding));
        }
    }

    /// One broken letter in a UTF-8 file is a fault at its line, not a silent change of
    /// encoding.
    #[test]
    fn damaged_utf8() {
        let mut bytes = "id\r\nPeña\rÁvila\n".as_bytes().to_vec();
        bytes.extend(b"Pe\xf1a\n");
        let fault = decode("a.csv", &bytes).unwrap_err();
        // Line ends before it: CR LF, CR, LF.
        assert_eq!(fault.line, Some(4));
    }

    /// Other kinds of file and rubbish are refused.
    #[test]
    fn not_text() {
        let noise: Vec<u8> = (0..10_000_u32)
            .map(|i| (i.wrapping_mul(2_654_435_761) >> 13) as u8)
            .collect();
        let cases: [&[u8]; 7] = [
            b"PK\x03\x04rest",
            b"%PDF-1.7",
            b"a,b\n1,\0",
            b"\xff\xfea",
            b"\xff\xfe\x00\xd8a\x00",
            b"\x01\x02a",
            &noise,
        ];
        for bytes in cases {
            assert!(
                decode("a.csv", bytes).is_err(),
                "{:?}",
                &bytes[..4.min(bytes.len())]
            );
        }
        assert!(decode("a.csv", b"a\tb\x0bc\x0c\r\n").is_ok());
    }
}
