//! Addresses with their points from a list, as OpenAddresses hands them out.

use std::path::Path;

use crate::domain::travel::LatLon;
use crate::table::{self, Fault, Faults};

use super::build::{Builder, Numbered};

/// The columns that are read, of `LON,LAT,NUMBER,STREET,UNIT,CITY,DISTRICT,REGION,POSTCODE,ID,HASH`.
const COLUMNS: [&str; 6] = ["lon", "lat", "number", "street", "city", "postcode"];
const REQUIRED: usize = 4;

impl Builder {
    /// Adds the addresses of an OpenAddresses table, and says how many it took. Column names
    /// match without regard to case, and their order is free. Rows without a number, a
    /// street or a point are passed over: such lists have many.
    ///
    /// # Errors
    /// Where the file is no table or lacks one of the four columns that matter, goes to
    /// `faults`.
    pub fn list(&mut self, path: &Path, name: &str, faults: &mut Faults) -> usize {
        let Some(table) = table::read_into(path, name, faults) else {
            return 0;
        };
        let columns = COLUMNS.map(|column| table.column(column));
        for (column, name) in columns.iter().zip(COLUMNS).take(REQUIRED) {
            if column.is_none() {
                let fault: Fault = table.header_fault("is missing").in_column(name);
                faults.push(
                    fault.remedy(
                        "give a table as OpenAddresses has them, with LON,LAT,NUMBER,STREET",
                    ),
                );
                return 0;
            }
        }
        let mut count = 0;
        for row in table.rows() {
            let [lon, lat, number, street, city, postcode] =
                columns.map(|column| column.map_or("", |column| row.at(column).text));
            let degrees = |text: &str| {
                text.parse::<f64>()
                    .ok()
                    .filter(|degrees| degrees.is_finite())
            };
            let (Some(lon), Some(lat)) = (degrees(lon), degrees(lat)) else {
                continue;
            };
            if number.is_empty() || street.is_empty() || (lat == 0.0 && lon == 0.0) {
                continue;
            }
            self.house(
                Numbered {
                    number,
                    street,
                    city,
                    postcode,
                },
                LatLon { lat, lon },
            );
            count += 1;
        }
        count
    }
}
