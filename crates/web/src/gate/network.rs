//! Networks as settings write them: `10.1.0.0/16`, `2001:db8::/32`, or one address.

use std::net::IpAddr;

/// A block of addresses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Network {
    address: IpAddr,
    prefix: u32,
}

impl Network {
    /// Reads `address/prefix` or a single address.
    pub fn read(text: &str) -> Result<Self, String> {
        let bad = || format!("not a network: {text} (want 10.1.0.0/16 or one address)");
        let (address, prefix) = match text.trim().split_once('/') {
            Some((address, prefix)) => (address, Some(prefix.parse::<u32>().map_err(|_| bad())?)),
            None => (text.trim(), None),
        };
        let address: IpAddr = address.parse().map_err(|_| bad())?;
        let most = bits(address).1;
        let prefix = prefix.unwrap_or(most);
        if prefix > most { Err(bad()) } else { Ok(Network { address, prefix }) }
    }

    /// Whether an address lies in the block. An IPv4 address written as IPv6 is the IPv4 address.
    pub fn contains(&self, ip: IpAddr) -> bool {
        let (mine, width) = bits(self.address.to_canonical());
        let (theirs, their_width) = bits(ip.to_canonical());
        let free = width - self.prefix.min(width);
        width == their_width && mine.checked_shr(free).unwrap_or(0) == theirs.checked_shr(free).unwrap_or(0)
    }
}

fn bits(ip: IpAddr) -> (u128, u32) {
    match ip {
        IpAddr::V4(ip) => (u128::from(u32::from(ip)), 32),
        IpAddr::V6(ip) => (u128::from(ip), 128),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_lie_in_their_networks() {
        for (network, ip, expected) in [
            ("10.1.0.0/16", "10.1.200.3", true),
            ("10.1.0.0/16", "10.2.0.1", false),
            ("10.1.0.0/16", "::ffff:10.1.2.3", true),
            ("192.168.1.7", "192.168.1.7", true),
            ("192.168.1.7", "192.168.1.8", false),
            ("0.0.0.0/0", "203.0.113.9", true),
            ("0.0.0.0/0", "2001:db8::1", false),
            ("::/0", "2001:db8::1", true),
            ("2001:db8::/32", "2001:db8:1::1", true),
            ("2001:db8::/32", "2001:db9::1", false),
        ] {
            let network = Network::read(network).expect("a network");
            assert_eq!(network.contains(ip.parse().expect("an address")), expected, "{network:?} {ip}");
        }
        for text in ["", "10.1.0.0/33", "10.1/16", "::/129", "office"] {
            assert!(Network::read(text).is_err(), "{text}");
        }
    }
}
