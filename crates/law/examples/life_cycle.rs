//! Prints `docs/life-cycle.md` from the tables of `law::lifecycle`.
#![expect(clippy::print_stdout, reason = "printing is its work")]

fn main() {
    print!("{}", law::lifecycle::document());
}
