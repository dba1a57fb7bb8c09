//! Chance that repeats: the same seed throws the same dice on every machine.

use uuid::Uuid;

/// A repeatable row of numbers (SplitMix64: small, fast, good enough for invented data).
#[derive(Clone, Debug)]
pub(super) struct Dice(u64);

impl Dice {
    pub(super) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(super) fn number(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// From 0 to just below 1.
    pub(super) fn fraction(&mut self) -> f64 {
        #[expect(clippy::cast_precision_loss, reason = "53 bits fit exactly")]
        let bits = (self.number() >> 11) as f64;
        bits / 9_007_199_254_740_992.0
    }

    /// From 0 to just below the limit; 0 when the limit is 0.
    pub(super) fn below(&mut self, limit: usize) -> usize {
        let high = (u128::from(self.number()) * limit as u128) >> 64;
        usize::try_from(high).unwrap_or_default()
    }

    /// From one number to another, both included.
    pub(super) fn between(&mut self, from: i64, to: i64) -> i64 {
        let width = usize::try_from(to - from + 1).unwrap_or(1);
        from + i64::try_from(self.below(width)).unwrap_or_default()
    }

    /// Yes, so many times in a hundred.
    pub(super) fn percent(&mut self, percent: f64) -> bool {
        self.fraction() * 100.0 < percent
    }

    /// A number of days: many short, few long, this long on average.
    pub(super) fn wait(&mut self, mean: f64) -> i64 {
        let days = -mean * (1.0 - self.fraction()).ln();
        #[expect(clippy::cast_possible_truncation, reason = "a cast of days saturates")]
        let days = days as i64;
        days
    }

    /// One of these, by their weights.
    pub(super) fn choose<T: Copy>(&mut self, from: &[(T, u32)]) -> T {
        let sum: u32 = from.iter().map(|(_, weight)| weight).sum();
        let mut left = self.below(sum as usize);
        for (value, weight) in from {
            let weight = *weight as usize;
            if left < weight {
                return *value;
            }
            left -= weight;
        }
        from[0].0
    }

    /// One of these, or nothing of nothing.
    pub(super) fn any<'a, T>(&mut self, from: &'a [T]) -> Option<&'a T> {
        from.get(self.below(from.len()))
    }

    /// An id that sorts by this time.
    pub(super) fn id(&mut self, millis: u64) -> Uuid {
        let mut bytes = [0_u8; 10];
        bytes[..8].copy_from_slice(&self.number().to_le_bytes());
        bytes[8..].copy_from_slice(&self.number().to_le_bytes()[..2]);
        uuid::Builder::from_unix_timestamp_millis(millis, &bytes).into_uuid()
    }
}

/// Values with weights, for a list that is drawn from often.
#[derive(Clone, Debug)]
pub(super) struct Weighted<T> {
    values: Vec<T>,
    sums: Vec<f64>,
}

impl<T> Weighted<T> {
    pub(super) fn new(list: impl IntoIterator<Item = (T, f64)>) -> Self {
        let (mut values, mut sums, mut sum) = (Vec::new(), Vec::new(), 0.0);
        for (value, weight) in list {
            sum += weight;
            values.push(value);
            sums.push(sum);
        }
        Self { values, sums }
    }

    /// One of them; nothing of nothing.
    pub(super) fn draw(&self, dice: &mut Dice) -> Option<&T> {
        let throw = dice.fraction() * self.sums.last()?;
        let place = self.sums.partition_point(|sum| *sum <= throw);
        self.values.get(place.min(self.values.len() - 1))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_seed_throws_the_same() {
        let throw = |seed| {
            let mut dice = Dice::new(seed);
            (dice.number(), dice.between(3, 9), dice.id(7))
        };
        assert_eq!(throw(5), throw(5));
        assert_ne!(throw(5), throw(6));
    }

    #[test]
    fn weights_are_shares() {
        let mut dice = Dice::new(1);
        let list = Weighted::new([("rare", 1.0), ("common", 9.0)]);
        let rare = (0..10_000).filter(|_| list.draw(&mut dice) == Some(&"rare")).count();
        assert!((800..1200).contains(&rare), "{rare}");
        let rare = (0..10_000).filter(|_| dice.choose(&[("rare", 1), ("common", 9)]) == "rare").count();
        assert!((800..1200).contains(&rare), "{rare}");
        assert_eq!(Weighted::<u8>::new([]).draw(&mut dice), None);
        for (from, to) in [(0, 0), (3, 9), (-4, -2)] {
            assert!((0..1000).all(|_| (from..=to).contains(&dice.between(from, to))));
        }
    }
}
