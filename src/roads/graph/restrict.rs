//! Turn restrictions as sequences of edges that may not be driven, or must be.

use super::super::osm::{Extract, Key, NodeIx, Restriction, Tags, Via, WayIx};
use super::EdgeIx;
use super::segments::Cut;

/// A sequence of two edges or more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Rule {
    pub edges: Vec<EdgeIx>,
    /// Whoever drives the first must drive all of it, else nobody may.
    pub is_only: bool,
}

/// All restrictions that bind cars at all times.
pub(super) fn rules(extract: &Extract, cut: &Cut) -> Vec<Rule> {
    let mut rules = Vec::new();
    for restriction in &extract.restrictions {
        let tags = extract.restriction_tags(restriction);
        let Some(is_only) = kind(&tags) else { continue };
        // Of "only" there can be but one way out; which of several is meant nobody says.
        if is_only && restriction.to.len() > 1 {
            continue;
        }
        for edges in sequences(restriction, cut) {
            rules.push(Rule { edges, is_only });
        }
    }
    rules
}

/// Whether it is an "only" restriction; none where it binds no car, or not always.
fn kind(tags: &Tags) -> Option<bool> {
    if tags.get(Key::DayOn).or(tags.get(Key::HourOn)).is_some() {
        return None;
    }
    let excepted = tags.get(Key::Except).unwrap_or_default();
    let is_excepted = excepted
        .split(';')
        .any(|it| matches!(it.trim(), "motorcar" | "motor_vehicle" | "vehicle"));
    if is_excepted {
        return None;
    }
    let keys = [
        Key::RestrictionMotorcar,
        Key::RestrictionMotorVehicle,
        Key::Restriction,
    ];
    let value = keys.iter().find_map(|key| tags.get(*key))?;
    match value.split_once('_')? {
        ("no", _) => Some(false),
        ("only", _) => Some(true),
        _ => None,
    }
}

fn sequences(restriction: &Restriction, cut: &Cut) -> Vec<Vec<EdgeIx>> {
    let mut found = Vec::new();
    for from in &restriction.from {
        for to in &restriction.to {
            match &restriction.via {
                Via::Node(node) => found.extend(at_node(*from, *node, *to, cut)),
                Via::Ways(ways) => {
                    let mut turned = ways.clone();
                    turned.reverse();
                    let along = over(*from, ways, *to, cut);
                    found.extend(along.or_else(|| over(*from, &turned, *to, cut)));
                }
            }
        }
    }
    found
}

/// The edges of a way in both directions that may be driven.
fn edges(way: WayIx, cut: &Cut) -> impl Iterator<Item = EdgeIx> {
    let both = cut.of(way.ix()).flat_map(|segment| {
        let forward = EdgeIx::forward(segment);
        [forward, forward.reverse()]
    });
    both.filter(|edge| cut.is_open(*edge))
}

/// The one thing that an iterator yields; none where there are several, since then the
/// restriction does not say which is meant.
fn single<T>(mut found: impl Iterator<Item = T>) -> Option<T> {
    let first = found.next()?;
    found.next().is_none().then_some(first)
}

fn at_node(from: WayIx, node: NodeIx, to: WayIx, cut: &Cut) -> Option<Vec<EdgeIx>> {
    let into = single(edges(from, cut).filter(|edge| cut.head(*edge) == node))?;
    let out = if from == to {
        // Turning round, or going on along the same way past the node.
        let out = edges(to, cut).filter(|edge| cut.tail(*edge) == node);
        single(out.filter(|edge| *edge != into.reverse())).unwrap_or(into.reverse())
    } else {
        single(edges(to, cut).filter(|edge| cut.tail(*edge) == node))?
    };
    Some(vec![into, out])
}

/// The edges from one way over others to the last.
fn over(from: WayIx, ways: &[WayIx], to: WayIx, cut: &Cut) -> Option<Vec<EdgeIx>> {
    let first = *ways.first()?;
    let touches =
        |way: WayIx, node: NodeIx| cut.of(way.ix()).any(|it| cut.ends[it.ix()].contains(&node));
    let into = single(edges(from, cut).filter(|edge| touches(first, cut.head(*edge))))?;
    let mut sequence = vec![into];
    let mut at = cut.head(into);
    for (ix, way) in ways.iter().enumerate() {
        let next = ways.get(ix + 1).copied().unwrap_or(to);
        let along = along(*way, at, |node| node != at && touches(next, node), cut)?;
        at = cut.head(*along.last()?);
        sequence.extend(along);
    }
    sequence.push(single(edges(to, cut).filter(|edge| cut.tail(*edge) == at))?);
    Some(sequence)
}

/// The edges along a way from a node to the first that is an end.
fn along(
    way: WayIx,
    from: NodeIx,
    is_end: impl Fn(NodeIx) -> bool,
    cut: &Cut,
) -> Option<Vec<EdgeIx>> {
    let forward: Vec<EdgeIx> = cut.of(way.ix()).map(EdgeIx::forward).collect();
    let backward: Vec<EdgeIx> = forward.iter().rev().map(|it| it.reverse()).collect();
    [forward, backward].into_iter().find_map(|edges| {
        let start = edges.iter().position(|edge| cut.tail(*edge) == from)?;
        let mut found = Vec::new();
        let mut at = from;
        for edge in &edges[start..] {
            if cut.tail(*edge) != at || !cut.is_open(*edge) {
                return None;
            }
            found.push(*edge);
            at = cut.head(*edge);
            if is_end(at) {
                return Some(found);
            }
        }
        None
    })
}
