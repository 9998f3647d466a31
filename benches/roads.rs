//! What the roads cost on a real extract: reading and preparing, tables, drives with turns,
//! memory. `cargo bench --bench roads -- EXTRACT [POINTS]`; without an extract, that of
//! Honolulu in the folder `LIAISON_DATA`.
//!
//! POINTS is a file of `lat,lon` lines, so that another router can be given the same ones;
//! else every so many streets give their middle. Processor time is told, which does not
//! depend on what else runs, summed over all cores, beside the time on the clock.
#![allow(missing_docs, clippy::print_stdout)]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::Instant;

use liaison::domain::road::Network;
use liaison::domain::travel::LatLon;
use liaison::roads::{self, Roads};

fn main() {
    // Cargo adds an option of its own.
    let mut arguments = std::env::args().skip(1).filter(|it| !it.starts_with("--"));
    let extract = arguments.next().map(PathBuf::from).or_else(|| {
        let data = std::env::var_os("LIAISON_DATA")?;
        Some(Path::new(&data).join("roads/fetched/honolulu.osm.pbf"))
    });
    let Some(extract) = extract else {
        println!("skipped: no extract was given, and LIAISON_DATA is not set");
        return;
    };
    // A copy, so that what is kept beside an extract is kept nowhere else.
    let folder = tempfile::tempdir().expect("a temporary folder can be made");
    let copy = folder.path().join("town.osm.pbf");
    fs::copy(&extract, &copy).expect("the extract can be copied");
    let roads = timed("reading and preparing", 1, || open(&copy));
    timed("the same out of the cache", 3, || open(&copy));
    let points = match arguments.next() {
        Some(file) => read(&file),
        None => middles(&roads),
    };
    println!("{} stretches, {} points", roads.stretches(), points.len());
    for size in [200, 1000] {
        let some = &points[..size.min(points.len())];
        let name = format!("table {size} x {size}");
        timed(&name, 11, || roads.table(some, some));
    }
    let pairs = || points.iter().zip(points.iter().rev()).take(200);
    let drives = timed("200 drives with line and turns", 11, || {
        let drives = pairs().filter_map(|(from, to)| roads.path(*from, *to).ok());
        drives.map(|path| path.turns.len()).collect::<Vec<_>>()
    });
    println!(
        "{} of them driven, {:?} turns the longest",
        drives.len(),
        drives.iter().max()
    );
    if let Some(peak) = of_process("status", "VmHWM:") {
        println!("peak memory: {} MB", peak / 1000);
    }
}

fn open(extract: &Path) -> Roads {
    roads::open(extract, None)
        .expect("the extract has roads")
        .roads
}

/// Runs something and tells the median of its times.
fn timed<T>(what: &str, times: usize, run: impl Fn() -> T) -> T {
    let mut taken = Vec::new();
    loop {
        let (wall, cpu) = (Instant::now(), processor_seconds());
        let out = run();
        taken.push((processor_seconds() - cpu, wall.elapsed().as_secs_f64()));
        if taken.len() == times {
            let median = |pick: fn(&(f64, f64)) -> f64| {
                let mut all: Vec<f64> = taken.iter().map(pick).collect();
                all.sort_by(f64::total_cmp);
                all[all.len() / 2] * 1000.0
            };
            let (cpu, wall) = (median(|it| it.0), median(|it| it.1));
            println!("{what}: {cpu:.1} ms of processors, {wall:.1} ms on the clock");
            return out;
        }
    }
}

/// Processor time of all threads so far; where it is not known, time on the clock.
fn processor_seconds() -> f64 {
    #[cfg(target_os = "linux")]
    {
        let time = rustix::time::clock_gettime(rustix::time::ClockId::ProcessCPUTime);
        time.tv_sec as f64 + time.tv_nsec as f64 * 1e-9
    }
    #[cfg(not(target_os = "linux"))]
    {
        use std::sync::OnceLock;
        static START: OnceLock<Instant> = OnceLock::new();
        START.get_or_init(Instant::now).elapsed().as_secs_f64()
    }
}

/// A number of what Linux says of this process.
fn of_process(file: &str, name: &str) -> Option<u64> {
    let text = fs::read_to_string(Path::new("/proc/self").join(file)).ok()?;
    let line = text.lines().find(|line| line.starts_with(name))?;
    line.split_whitespace().nth(1)?.parse().ok()
}

fn read(file: &str) -> Vec<LatLon> {
    let text = fs::read_to_string(file).expect("the points can be read");
    let point = |line: &str| -> Option<LatLon> {
        let (lat, lon) = line.split_once(',')?;
        let (lat, lon) = (lat.trim().parse().ok()?, lon.trim().parse().ok()?);
        Some(LatLon { lat, lon })
    };
    text.lines().filter_map(point).collect()
}

/// The middle points of a thousand streets all over the map.
fn middles(roads: &Roads) -> Vec<LatLon> {
    let corner = |lat, lon| LatLon { lat, lon };
    let streets = roads.streets(corner(-90.0, -180.0), corner(90.0, 180.0));
    let step = (streets.len() / 1000).max(1);
    let some = streets.iter().step_by(step).take(1000);
    some.map(|line| line[line.len() / 2]).collect()
}
