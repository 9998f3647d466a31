//! Rows into the bytes of a table.

/// A table with a header; every row has as many cells as it.
pub(super) fn table(header: &[&str], rows: impl IntoIterator<Item = Vec<String>>) -> Vec<u8> {
    let mut writer = csv::WriterBuilder::new()
        .flexible(true)
        .from_writer(Vec::new());
    let written = "writing to memory does not fail";
    writer.write_record(header).expect(written);
    for row in rows {
        debug_assert_eq!(row.len(), header.len());
        writer.write_record(&row).expect(written);
    }
    writer.into_inner().expect(written)
}
