//! `[pay]` and `[fund.NAME]` in full, each reckoned by hand: what a plan's money goes for adds up
//! to its dollars, which the second opinion reckons too.

mod support;

use liaison::domain::Week;
use liaison::domain::comparison::{Comparison, Scenario, Spending};
use liaison::domain::money::Money;
use liaison::domain::time::Minutes;
use liaison::input;
use liaison::itinerary::compare::{Profile, render};
use liaison::plan::{Options, compare};
use liaison::solver::Stop;
use liaison::verify;
use support::Files;

/// One liaison who lives at HOME and begins and ends there, ten miles from the school and four
/// from there to the one family; `pay` goes into week.toml, `staff` are the pay columns.
fn town(pay: &str, staff: &str, tasks: &str) -> Files {
    let week = format!(
        "[week]\nstart = \"2026-11-30\"\ntime_zone = \"America/Los_Angeles\"\n[lunch]\nminutes = 0\n{pay}"
    );
    let staff = format!(
        "staff_id,role,languages,base_place,pay,hourly_rate\nL1,liaison,en,HOME,{staff}\n\
         INT1,interpreter,es,S1,used,60\nP1,partner,en,S1,used,24\n"
    );
    let shifts = "staff_id,date,start,end\nL1,Mon,07:00,17:00\nL1,Tue,07:00,17:00\n\
                  INT1,Mon,07:00,17:00\nINT1,Tue,07:00,17:00\nP1,Mon,07:00,17:00\nP1,Tue,07:00,17:00\n";
    let files = [
        ("week.toml", week.as_str()),
        ("staff.csv", staff.as_str()),
        ("shifts.csv", shifts),
        (
            "places.csv",
            "place_id,kind\nHOME,home\nS1,school\nH1,home\n",
        ),
        (
            "travel.csv",
            "from,to,minutes,miles\nHOME,S1,20,10\nS1,H1,10,4\nHOME,H1,25,12\n",
        ),
        ("tasks.csv", tasks),
    ];
    let text = |(name, text): (&str, &str)| (name.to_owned(), text.to_owned());
    files.into_iter().map(text).collect()
}

/// A task at the school from nine on, then one at the family's home, on Monday.
const MONDAY: &str = "task_id,kind,place_id,minutes,windows,language,partners,fund\n\
    T1,duty,S1,60,Mon 09:00-10:00,,,\nT2,duty,H1,30,Mon 11:00-11:30,,,\n";
/// The same on both days.
const BOTH: &str = "task_id,kind,place_id,minutes,windows,language,partners,fund\n\
    T1,duty,S1,60,Mon 09:00-10:00,,,\nT2,duty,H1,30,Mon 11:00-11:30,,,\n\
    T3,duty,S1,60,Tue 09:00-10:00,,,\nT4,duty,H1,30,Tue 11:00-11:30,,,\n";

fn read(files: &Files) -> Week {
    support::read(files).unwrap_or_else(|faults| panic!("{faults:#?}"))
}

fn compared(week: Week) -> Comparison {
    let options = Options {
        stop: Stop::Iterations(200),
        threads: 1,
        seed: 1,
        version: 1,
    };
    let scenario = Scenario {
        name: "base".to_owned(),
        week,
        set: Vec::new(),
    };
    let found = compare::compare(vec![scenario], Vec::new(), &options, &|_, _| {});
    let found = found.expect("a week that was read");
    let point = &found.points[0];
    let report = verify::verify(&point.scenario.week, &point.plan);
    assert!(report.is_clean(), "{:#?}", report.violations);
    assert_eq!(report.totals.money, point.plan.totals.money);
    assert_eq!(found.spending[0].all(), point.plan.totals.money);
    assert_eq!(found.spending[0].paid, point.plan.totals.paid);
    assert_eq!(found.spending[0].overtime, point.plan.totals.overtime);
    found
}

fn spent(pay: &str, staff: &str, tasks: &str) -> Spending {
    let found = compared(read(&town(pay, staff, tasks)));
    assert_eq!(found.points[0].plan.totals.unplaced, 0);
    found.spending[0]
}

fn dollars(money: Money) -> f64 {
    (money.dollars() * 100.0).round() / 100.0
}

/// A shift of ten hours, paid whole, with overtime after eight: 8 x 30 and 2 x 45.
#[test]
fn daily_overtime() {
    let one = spent("[pay]\novertime_after_hours_day = 8\n", "shift,30", MONDAY);
    assert_eq!((one.paid, one.overtime), (Minutes(600), Minutes(120)));
    let money = [one.straight_money, one.overtime_money].map(dollars);
    assert_eq!(money, [240.0, 90.0]);
    assert_eq!((one.mileage_money, one.comp), (Money(0), Minutes(0)));
}

/// Two shifts of ten hours with overtime after fifteen in the week and at double time: 15 x 30
/// and 5 x 60. What is overtime of a day is not counted again: after nine hours a day and
/// fifteen a week, 2 hours are the days' and 3 the week's.
#[test]
fn weekly_overtime() {
    let pay = "[pay]\novertime_after_hours_day = 24\novertime_after_hours_week = 15\novertime_factor = 2\n";
    let one = spent(pay, "shift,30", BOTH);
    assert_eq!((one.paid, one.overtime), (Minutes(1200), Minutes(300)));
    let money = [one.straight_money, one.overtime_money].map(dollars);
    assert_eq!(money, [450.0, 300.0]);
    let pay = "[pay]\novertime_after_hours_day = 9\novertime_after_hours_week = 15\n";
    assert_eq!(spent(pay, "shift,30", BOTH).overtime, Minutes(300));
}

/// With `used` only the time out is paid: from leaving home at 08:40 for nine o'clock to being
/// back at 11:55; on a salary nothing but overtime is.
#[test]
fn used_and_salaried() {
    let one = spent("", "used,30", MONDAY);
    assert_eq!((one.paid, one.overtime), (Minutes(195), Minutes(0)));
    assert_eq!(dollars(one.straight_money), 97.5);
    let one = spent(
        "[pay]\novertime_after_hours_day = 8\n",
        "salaried,30",
        MONDAY,
    );
    assert_eq!((one.paid, one.overtime), (Minutes(120), Minutes(120)));
    let money = [one.straight_money, one.overtime_money].map(dollars);
    assert_eq!(money, [0.0, 90.0]);
}

/// Two hours of overtime are three of time off; the money is the same, since it is paid when
/// the time off is taken.
#[test]
fn comp_time() {
    let pay = "[pay]\novertime_after_hours_day = 8\ncomp_time = true\n";
    let one = spent(pay, "shift,30", MONDAY);
    assert_eq!((one.overtime, one.comp), (Minutes(120), Minutes(180)));
    assert_eq!(dollars(one.overtime_money), 90.0);
}

/// Ten miles from home are the commute, as are the twelve back; the four between are paid, by
/// the rate of the day: half a dollar on Monday, a dollar from Tuesday, 1 December, on.
#[test]
fn mileage_by_date() {
    let pay = "[pay]\nmileage = [ { from = \"2026-07-01\", rate = 0.5 }, { from = \"2026-12-01\", rate = 1.0 } ]\n";
    let one = spent(pay, "salaried,", MONDAY);
    assert_eq!(dollars(one.mileage_money), 2.0);
    assert!((one.commute.miles() - 22.0).abs() < 0.01);
    let one = spent(pay, "salaried,", BOTH);
    assert_eq!(dollars(one.mileage_money), 6.0);
    assert!((one.commute.miles() - 44.0).abs() < 0.01);
}

/// Where no work has a place of its own, all that is driven from home to where the shift ends is
/// the way to work, whenever the call is made.
#[test]
fn a_day_of_calls_is_all_commute() {
    let pay = "[pay]\nmileage = [ { from = \"2026-07-01\", rate = 0.5 } ]\n";
    let tasks = "task_id,kind,minutes,windows\nT1,phone_call,10,Mon 09:00-10:00\n";
    for ends in ["S1", "HOME"] {
        let mut files = town(pay, "salaried,", tasks);
        let shifts = format!("staff_id,date,start,end,end_place\nL1,Mon,07:00,17:00,{ends}\n");
        files.insert("shifts.csv".to_owned(), shifts);
        let found = compared(read(&files));
        assert_eq!(found.points[0].plan.totals.unplaced, 0);
        assert_eq!(found.spending[0].mileage_money, Money(0));
    }
}

/// An interpreter for forty minutes at 60 dollars an hour and a partner for half an hour at 24.
#[test]
fn who_comes_along() {
    let tasks = "task_id,kind,place_id,minutes,windows,language,partners\n\
        T1,duty,S1,40,Mon 09:00-10:00,es,INT1\nT2,duty,H1,30,Mon 11:00-12:00,,P1\n";
    let one = spent("", "salaried,", tasks);
    assert_eq!((one.interpreters, one.partners), (Minutes(40), Minutes(30)));
    assert_eq!(dollars(one.partner_money), 52.0);
    assert_eq!(one.all(), one.partner_money);
}

/// A fund that may not pay for a kind, one that is not known and shares of more than all there
/// is are warnings, with their place, and block nothing; the report shows each fund's time.
#[test]
fn funds() {
    let pay = "[fund.title_i]\nshare = 60\nmay_not_pay = [\"duty\"]\n[fund.lcff]\nshare = 50\n";
    let tasks = "task_id,kind,place_id,minutes,windows,fund\n\
        T1,duty,S1,60,Mon 09:00-10:00,title_i\nT2,report,H1,30,Mon 11:00-11:30,lcff\n\
        T3,report,S1,30,Tue 11:00-11:30,lcf\n";
    let files = town(pay, "salaried,30", tasks);
    let folder = tempfile::tempdir().expect("a temporary folder");
    support::write(&files, folder.path());
    let read = input::read_week(folder.path(), &support::asked()).expect("nothing stops it");
    let told: Vec<String> = read.warnings.iter().map(ToString::to_string).collect();
    let expected = [
        "tasks.csv:2: T1: fund: is a fund that may not pay for this kind of task; name another fund, or leave the task to somebody else",
        "tasks.csv:4: T3: fund: is no fund of week.toml; allowed: lcff, title_i; write `lcff` if that is meant",
    ];
    for line in expected {
        assert!(told.iter().any(|one| one == line), "{told:#?}");
    }
    assert!(
        told.iter()
            .any(|one| one.contains("more than 100 per cent")),
        "{told:#?}"
    );
    let found = compared(read.week);
    assert_eq!(found.points[0].plan.totals.unplaced, 0);
    let uses: Vec<(&str, i32, i32, u32)> = (found.funds.iter())
        .map(|one| (one.name.as_str(), one.minutes.0, one.of.0, one.not_allowed))
        .collect();
    assert_eq!(uses, [("lcff", 30, 120, 0), ("title_i", 60, 120, 1)]);
    let page = render(&found, Profile::Own);
    let page = page.iter().find(|(name, _)| name == "compare.html");
    let page = String::from_utf8(page.expect("it is written").1.clone()).expect("text");
    assert!(page.contains("may not pay for 1 of them"));
}

/// A step of each limit of the base is planned anew: with a limit of miles and one of paid hours
/// both are told, each no worse, and the plans of the scenarios are not more for it.
#[test]
fn grants() {
    let budget = "[pay]\nmileage = [ { from = \"2026-07-01\", rate = 0.5 } ]\n[budget]\nmiles = 20\npaid_hours = 10\n";
    let week = read(&town(budget, "used,30", BOTH));
    let options = Options {
        stop: Stop::Iterations(300),
        threads: 1,
        seed: 1,
        version: 1,
    };
    assert_eq!(compare::grants_of(&week, &[]).len(), 2);
    let scenario = Scenario {
        name: "base".to_owned(),
        week,
        set: Vec::new(),
    };
    let found = compare::compare(vec![scenario], Vec::new(), &options, &|_, _| {});
    let found = compare::with_grants(found.expect("a week that was read"), &options);
    let found = found.expect("a week that was read");
    assert_eq!((found.points.len(), found.exchange.len()), (1, 2));
    // Twenty miles are the school and back on one day; with thirty the family's home too.
    let [miles, hours] = found.exchange.as_slice() else {
        panic!("two limits");
    };
    assert_eq!(
        (miles.dial.counted.key(), miles.buys.points()),
        ("miles", 5.0)
    );
    assert_eq!(
        (hours.dial.counted.key(), hours.buys.points()),
        ("paid_hours", 0.0)
    );
    // So short a search leaves no round of the bound.
    assert_eq!(hours.price, None);
}
