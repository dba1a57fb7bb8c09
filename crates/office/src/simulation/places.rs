//! What is roughly known of the 63 provinces of before July 2025: how much work they have, how many
//! branches, and which peoples live there. Estimates from general knowledge, for invented data only.

// Codes of the list of 1979.
const TAY: &str = "02"; // Tày
const THAI: &str = "03"; // Thái
const HOA: &str = "04"; // Hoa
const KHMER: &str = "05"; // Khmer
const MUONG: &str = "06"; // Mường
const NUNG: &str = "07"; // Nùng
const MONG: &str = "08"; // Mông
const DAO: &str = "09"; // Dao
const GIA_RAI: &str = "10"; // Gia Rai
const E_DE: &str = "12"; // Ê Đê
const BA_NA: &str = "13"; // Ba Na
const XO_DANG: &str = "14"; // Xơ Đăng
const SAN_CHAY: &str = "15"; // Sán Chay
const CO_HO: &str = "16"; // Cơ Ho
const CHAM: &str = "17"; // Chăm
const SAN_DIU: &str = "18"; // Sán Dìu
const HRE: &str = "19"; // Hrê
const MNONG: &str = "20"; // Mnông
const RAGLAY: &str = "21"; // Raglay
const XTIENG: &str = "22"; // Xtiêng
const BRU: &str = "23"; // Bru Vân Kiều
const THO: &str = "24"; // Thổ
const GIAY: &str = "25"; // Giáy
const CO_TU: &str = "26"; // Cơ Tu
const GIE_TRIENG: &str = "27"; // Gié Triêng
const MA: &str = "28"; // Mạ
const KHO_MU: &str = "29"; // Khơ mú
const CO: &str = "30"; // Co
const TA_OI: &str = "31"; // Tà Ôi
const CHO_RO: &str = "32"; // Chơ Ro
const KHANG: &str = "33"; // Kháng
const XINH_MUN: &str = "34"; // Xinh Mun
const HA_NHI: &str = "35"; // Hà Nhì
const CHU_RU: &str = "36"; // Chu Ru
const LAO: &str = "37"; // Lào
const PHU_LA: &str = "40"; // Phù Lá
const LA_HU: &str = "41"; // La Hủ
const LU: &str = "42"; // Lự
const LO_LO: &str = "43"; // Lô Lô
const CHUT: &str = "44"; // Chứt
const BRAU: &str = "52"; // Brâu
const RO_MAM: &str = "54"; // Rơ Măm

/// A province as it was.
pub(super) struct Place {
    /// Official code.
    pub(super) code: &'static str,
    /// Share of the nation's cases; 60 is usual.
    pub(super) weight: u32,
    /// Branches of its centre.
    pub(super) branches: u32,
    /// Ethnic groups other than Kinh: code of 1979 and share of the people in thousandths.
    pub(super) minorities: &'static [(&'static str, u32)],
}

const fn place(
    code: &'static str,
    weight: u32,
    branches: u32,
    minorities: &'static [(&'static str, u32)],
) -> Place {
    Place { code, weight, branches, minorities }
}

pub(super) const PLACES: [Place; 63] = [
    place("01", 240, 4, &[(MUONG, 8), (TAY, 3)]),
    place("02", 85, 3, &[(MONG, 330), (TAY, 230), (DAO, 150), (NUNG, 100), (GIAY, 20), (LO_LO, 2)]),
    place("04", 60, 2, &[(TAY, 410), (NUNG, 300), (MONG, 110), (DAO, 100), (SAN_CHAY, 14), (LO_LO, 5)]),
    place("06", 31, 1, &[(TAY, 520), (DAO, 180), (NUNG, 97), (MONG, 70)]),
    place("08", 60, 2, &[(TAY, 260), (DAO, 130), (SAN_CHAY, 87), (MONG, 30), (NUNG, 25), (SAN_DIU, 18)]),
    place("10", 75, 3, &[(MONG, 250), (TAY, 150), (DAO, 140), (GIAY, 50), (NUNG, 40), (PHU_LA, 14)]),
    place("11", 90, 5, &[(MONG, 380), (THAI, 360), (KHO_MU, 33), (DAO, 10), (HA_NHI, 9), (LAO, 9)]),
    place(
        "12",
        65,
        3,
        &[(THAI, 310), (MONG, 240), (DAO, 130), (HA_NHI, 35), (GIAY, 30), (LA_HU, 26), (LU, 15)],
    ),
    place(
        "14",
        95,
        4,
        &[(THAI, 540), (MONG, 160), (MUONG, 70), (XINH_MUN, 20), (DAO, 17), (KHO_MU, 13), (KHANG, 8)],
    ),
    place("15", 75, 3, &[(TAY, 180), (MONG, 130), (DAO, 125), (THAI, 75), (MUONG, 20), (GIAY, 3)]),
    place("17", 60, 2, &[(MUONG, 630), (THAI, 40), (TAY, 30), (DAO, 20), (MONG, 8)]),
    place("19", 55, 1, &[(TAY, 120), (NUNG, 65), (SAN_DIU, 45), (SAN_CHAY, 30), (DAO, 25)]),
    place("20", 60, 3, &[(NUNG, 430), (TAY, 360), (DAO, 35)]),
    place("22", 60, 2, &[(DAO, 50), (TAY, 30), (SAN_DIU, 15), (SAN_CHAY, 12)]),
    place("24", 65, 1, &[(NUNG, 50), (TAY, 30), (SAN_DIU, 20), (SAN_CHAY, 15)]),
    place("25", 70, 2, &[(MUONG, 150), (DAO, 11)]),
    place("26", 50, 1, &[(SAN_DIU, 40)]),
    place("27", 45, 0, &[]),
    place("30", 55, 1, &[]),
    place("31", 70, 1, &[]),
    place("33", 40, 0, &[]),
    place("34", 55, 1, &[]),
    place("35", 35, 0, &[]),
    place("36", 50, 1, &[]),
    place("37", 40, 1, &[(MUONG, 30)]),
    place("38", 115, 4, &[(MUONG, 105), (THAI, 68), (MONG, 5), (THO, 3)]),
    place("40", 115, 4, &[(THAI, 100), (THO, 23), (KHO_MU, 14), (MONG, 10)]),
    place("42", 60, 2, &[]),
    place("44", 55, 2, &[(BRU, 23), (CHUT, 7)]),
    place("45", 50, 2, &[(BRU, 110), (TA_OI, 24)]),
    place("46", 55, 1, &[(TA_OI, 30), (CO_TU, 15)]),
    place("48", 55, 0, &[(HOA, 3), (CO_TU, 2)]),
    place("49", 65, 3, &[(CO_TU, 38), (XO_DANG, 32), (GIE_TRIENG, 16), (CO, 4)]),
    place("51", 60, 2, &[(HRE, 105), (CO, 25), (XO_DANG, 16)]),
    place("52", 60, 1, &[(BA_NA, 14), (HRE, 8), (CHAM, 4)]),
    place("54", 45, 1, &[(E_DE, 29), (CHAM, 25), (BA_NA, 6)]),
    place("56", 55, 1, &[(RAGLAY, 45), (E_DE, 3)]),
    place("58", 45, 1, &[(RAGLAY, 118), (CHAM, 115)]),
    place("60", 55, 1, &[(CHAM, 32), (RAGLAY, 14), (CO_HO, 10), (HOA, 9)]),
    place(
        "62",
        55,
        2,
        &[(XO_DANG, 250), (BA_NA, 126), (GIE_TRIENG, 73), (GIA_RAI, 48), (BRAU, 1), (RO_MAM, 1)],
    ),
    place("64", 85, 3, &[(GIA_RAI, 300), (BA_NA, 125), (NUNG, 9), (TAY, 7)]),
    place("66", 95, 3, &[(E_DE, 188), (NUNG, 40), (TAY, 28), (MNONG, 26), (MONG, 20), (GIA_RAI, 10)]),
    place("67", 55, 2, &[(MNONG, 85), (MONG, 55), (NUNG, 47), (TAY, 35), (DAO, 23), (MA, 12), (E_DE, 10)]),
    place("68", 65, 2, &[(CO_HO, 135), (MA, 25), (NUNG, 18), (TAY, 16), (CHU_RU, 15), (MNONG, 8)]),
    place("70", 60, 2, &[(XTIENG, 97), (TAY, 24), (NUNG, 23), (KHMER, 19), (MNONG, 10)]),
    place("72", 50, 1, &[(KHMER, 7), (CHAM, 3)]),
    place("74", 75, 1, &[(KHMER, 25), (HOA, 7)]),
    place("75", 90, 2, &[(HOA, 28), (KHMER, 8), (NUNG, 6), (TAY, 6), (CHO_RO, 5)]),
    place("77", 50, 1, &[(HOA, 8), (CHO_RO, 8)]),
    place("79", 200, 2, &[(HOA, 42), (KHMER, 5), (CHAM, 1)]),
    place("80", 60, 1, &[(KHMER, 1)]),
    place("82", 60, 1, &[(HOA, 2)]),
    place("83", 50, 1, &[(HOA, 2)]),
    place("84", 60, 2, &[(KHMER, 315), (HOA, 7)]),
    place("86", 50, 1, &[(KHMER, 22), (HOA, 4)]),
    place("87", 60, 1, &[]),
    place("89", 65, 2, &[(KHMER, 40), (CHAM, 6), (HOA, 3)]),
    place("91", 65, 2, &[(KHMER, 123), (HOA, 14)]),
    place("92", 55, 1, &[(KHMER, 18), (HOA, 9)]),
    place("93", 45, 1, &[(KHMER, 30), (HOA, 8)]),
    place("94", 60, 2, &[(KHMER, 302), (HOA, 52)]),
    place("95", 50, 1, &[(KHMER, 78), (HOA, 17)]),
    place("96", 55, 1, &[(KHMER, 22), (HOA, 5)]),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_province_stands_once_and_leaves_room_for_the_majority() {
        let mut codes: Vec<&str> = PLACES.iter().map(|place| place.code).collect();
        codes.dedup();
        assert_eq!(codes.len(), 63);
        assert!(codes.is_sorted());
        for place in &PLACES {
            let minorities: u32 = place.minorities.iter().map(|(_, share)| share).sum();
            assert!(minorities < 950, "{}", place.code);
        }
    }
}
