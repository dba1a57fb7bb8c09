//! How evenly the load lies, and what the next cases would do to it.

use super::Key;

/// What somebody carries, against what would be fair.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Share {
    /// The provider.
    pub key: Key,
    /// Weight carried, in hundredths of an ordinary case.
    pub carried: u32,
    /// The fair part, in thousandths of a full officer's.
    pub part: u32,
}

impl Share {
    /// What is carried for each whole part.
    fn per_part(&self) -> f64 {
        f64::from(self.carried) * 1000.0 / f64::from(self.part.max(1))
    }
}

/// How evenly the load lies.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Spread {
    /// How many people.
    pub people: usize,
    /// What is carried for each whole part on average, in hundredths of an ordinary case.
    pub mean: f64,
    /// Standard deviation by mean: 0 = all alike.
    pub variation: f64,
    /// Gini coefficient: 0 = all alike, near 1 = one carries all.
    pub gini: f64,
    /// The most that somebody carries, by the least (at least one ordinary case).
    pub most_by_least: f64,
}

/// How evenly a load lies on people (*mức độ đồng đều của khối lượng công việc*), each measured by the fair part.
///
/// Basis: none; ours. Coefficient of variation and Gini coefficient of what is carried for each whole part; who has no
/// part (away all year) does not count.
///
/// ```
/// use law::assignment::{Share, spread};
/// let share = |key, carried, part| Share { key, carried, part };
/// let even = spread(&[share(1, 500, 1000), share(2, 250, 500)]);
/// assert_eq!((even.variation, even.gini), (0.0, 0.0));
/// let uneven = spread(&[share(1, 0, 1000), share(2, 1000, 1000)]);
/// assert_eq!((uneven.variation, uneven.gini), (1.0, 0.5));
/// ```
#[must_use]
pub fn spread(shares: &[Share]) -> Spread {
    let mut loads: Vec<f64> = shares.iter().filter(|share| share.part > 0).map(Share::per_part).collect();
    loads.sort_by(f64::total_cmp);
    let number = loads.len() as f64;
    let sum: f64 = loads.iter().sum();
    if loads.is_empty() || sum <= 0.0 {
        return Spread { people: loads.len(), ..Spread::default() };
    }
    let mean = sum / number;
    let variance = loads.iter().map(|load| (load - mean).powi(2)).sum::<f64>() / number;
    let ranked: f64 = loads.iter().zip(1..).map(|(load, place)| f64::from(place) * load).sum();
    let gini = 2.0 * ranked / (number * sum) - (number + 1.0) / number;
    let (least, most) = (loads[0].max(100.0), loads[loads.len() - 1]);
    Spread {
        people: loads.len(),
        mean,
        variation: variance.sqrt() / mean,
        gini: gini.max(0.0),
        most_by_least: most / least,
    }
}

/// Who would get the next cases of a weight if each went to whoever is farthest behind (*những vụ việc kế tiếp*), and
/// what is carried then.
///
/// Basis: none; ours. Of the score only the share is looked at here: place and language of cases to come are not known.
#[must_use]
pub fn next_shares(shares: &[Share], cases: usize, weight: u32) -> (Vec<Key>, Vec<Share>) {
    let mut after: Vec<Share> = shares.to_vec();
    let mut given = Vec::with_capacity(cases);
    for _ in 0..cases {
        let lightest = after
            .iter_mut()
            .filter(|share| share.part > 0)
            .min_by(|one, other| one.per_part().total_cmp(&other.per_part()).then(one.key.cmp(&other.key)));
        let Some(share) = lightest else { break };
        share.carried += weight;
        given.push(share.key);
    }
    (given, after)
}
