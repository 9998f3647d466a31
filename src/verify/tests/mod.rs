//! A clean week by hand, every rule of it broken once, and nonsense that must not panic.

mod broken;
mod clock;
mod random;
mod week;
