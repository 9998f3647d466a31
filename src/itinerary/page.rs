//! The frame of every page: one stylesheet, nothing from outside, no script.

use maud::{DOCTYPE, Markup, PreEscaped, html};

use crate::domain::Week;
use crate::domain::plan::{Activity, Plan};
use crate::domain::task::TaskKind;

/// What the foot of every page that holds people says.
pub(super) const SHRED: &str = "Contains student records: shred";

/// A whole page. `title` goes into browser histories and so holds no name.
///
/// The policy forbids everything but the styles inside: a page opened from a memory stick
/// fetches nothing and sends nothing.
pub(super) fn frame(title: &str, is_wide: bool, body: &Markup) -> String {
    let page = html! {
        (DOCTYPE)
        html lang="en" {
            head {
                meta charset="utf-8";
                meta name="viewport" content="width=device-width, initial-scale=1";
                meta name="referrer" content="no-referrer";
                meta name="robots" content="noindex";
                meta name="format-detection" content="telephone=no";
                meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'";
                title { (title) }
                style {
                    (PreEscaped(include_str!("style.css")))
                    @if is_wide { "@page { size: landscape; } main { max-width: 84rem; }" }
                }
            }
            body { main { (body) } }
        }
    };
    let mut text = page.into_string();
    text.push('\n');
    text
}

/// The foot of a page or sheet: which plan it is of, and what to do with it.
pub(super) fn foot(week: &Week, plan: &Plan, extra: &str) -> Markup {
    html! {
        footer {
            strong { (SHRED) }
            span { "Plan " (plan.version) " of the week of " (week.clock.monday()) @if !extra.is_empty() { " \u{b7} " (extra) } }
        }
    }
}

/// A labelled figure of the strip under a page's heading.
pub(super) fn figure(label: &str, value: &str, is_lead: bool) -> Markup {
    html! { div.lead[is_lead] { dt { (label) } dd { (value) } } }
}

/// A small drawing beside a word that says the same; nothing is lost without it.
pub(super) fn icon(week: &Week, activity: Activity) -> Markup {
    let path = match activity {
        Activity::Start => "M4 12h15M13 6l6 6-6 6",
        Activity::End => "M6 21V4h11l-2.500 4 2.500 4H6",
        Activity::Lunch => "M5 8h11v6a5 5 0 0 1-5 5h-1a5 5 0 0 1-5-5zM16 10h2a2 2 0 0 1 0 5h-2",
        Activity::Reserve => "M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16zM12 8v4.500l3 2",
        Activity::Notes(_) => PEN,
        Activity::Pickup(_) | Activity::Dropoff(_) => {
            "M4 16v-4l2-5h12l2 5v4zM4 12h16M7 16v3M17 16v3"
        }
        Activity::Task(task) => match week.task(task).kind {
            TaskKind::HomeVisit => "M3 11.500 12 4l9 7.500M6 10v9.500h12V10M10.500 19.500v-5h3v5",
            TaskKind::PhoneCall => {
                "M6 3.500h3.500l1.500 4.500-2.500 2a12 12 0 0 0 5.500 5.500l2-2.500 4.500 1.500V18a2.500 2.500 0 0 1-2.500 2.500A15 15 0 0 1 3.500 6 2.500 2.500 0 0 1 6 3.500z"
            }
            TaskKind::Meeting => {
                "M8.500 5a3 3 0 1 0 0 6 3 3 0 0 0 0-6zM3 19.500c0-3.500 2.300-5.500 5.500-5.500s5.500 2 5.500 5.500M15.500 5.500a3 3 0 0 1 0 5.500M17 14.300c2.500.6 4 2.400 4 5.200"
            }
            TaskKind::Consultation => "M4 5h16v11h-9l-5 4v-4H4z",
            TaskKind::Tutoring | TaskKind::ElSession => {
                "M12 6.500C10 5 7 4.500 4 5.500V18c3-1 6-.5 8 1 2-1.500 5-2 8-1V5.500c-3-1-6-.5-8 1zM12 6.500V19"
            }
            TaskKind::Report => PEN,
            TaskKind::Event => "M4 6h16v14H4zM4 10.500h16M8 3.500v4M16 3.500v4",
            TaskKind::Duty => "M5 12.500l4.500 4.500L19 7.500",
        },
    };
    html! { svg viewBox="0 0 24 24" aria-hidden="true" { path d=(path) {} } }
}

const PEN: &str = "M4 20l1-5L16 4l4 4L9 19zM14 6l4 4";
