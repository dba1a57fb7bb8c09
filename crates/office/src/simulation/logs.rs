//! Receptions, guidance, outreach and training beside the cases, in proportion to them.
//!
//! The real shares differ much between provinces; these are lower than in a diligent mountain province,
//! so that the registers of cases stay the bulk of the data.

use std::sync::Arc;

use chrono::{DateTime, Duration, NaiveDate, NaiveTime, Utc};
use law::eligibility::Category;
use law::outreach::{OutreachKind, TargetGroup};
use law::people::{KINH, Sex};
use store::intake::{Guidance, Reception};
use store::journal::Mark;
use store::outreach::{Outreach, Training};

use super::calendar;
use super::cases::Maker;
use super::nation::{Area, Era, Unit};

/// Lines of the four logs.
#[derive(Debug, Default)]
pub(super) struct Logs {
    pub(super) receptions: Vec<Reception>,
    pub(super) guidance: Vec<Guidance>,
    pub(super) outreach: Vec<Outreach>,
    pub(super) training: Vec<Training>,
}

impl Logs {
    pub(super) fn len(&self) -> usize {
        self.receptions.len() + self.guidance.len() + self.outreach.len() + self.training.len()
    }
}

const PURPOSES: [&str; 5] = [
    "yêu cầu trợ giúp pháp lý",
    "hỏi pháp luật",
    "nộp bổ sung giấy tờ",
    "hỏi về tiến độ vụ việc",
    "nhận kết quả",
];
const QUESTIONS: [&str; 5] = [
    "hướng dẫn thủ tục cấp giấy chứng nhận quyền sử dụng đất",
    "giải đáp về cấp dưỡng nuôi con sau ly hôn",
    "hướng dẫn hồ sơ hưởng chế độ người có công",
    "cung cấp thông tin về quyền được trợ giúp pháp lý",
    "hướng dẫn đăng ký hộ tịch",
];
const COURSES: [&str; 4] = [
    "Kỹ năng tham gia tố tụng trong vụ án có người dưới 18 tuổi",
    "Cập nhật Luật Trợ giúp pháp lý và các văn bản mới",
    "Kỹ năng tiếp người được trợ giúp pháp lý là người dân tộc thiểu số",
    "Số hoá hồ sơ và thẩm định chất lượng vụ việc",
];

impl Maker {
    /// What was logged on a day on which so many cases were accepted.
    pub(super) fn logs(&mut self, day: NaiveDate, cases: u64) -> Logs {
        let mut logs = Logs::default();
        let nation = Arc::clone(&self.nation);
        for _ in 0..cases {
            let kind = self.dice.choose(&[(0_u8, 440), (1, 270), (2, 190), (3, 96), (4, 4)]);
            if kind == 0 {
                continue;
            }
            let Some(area) = nation.areas.draw(&mut self.dice) else { continue };
            let era = if day < nation.first_new_day { &area.before } else { &area.after };
            let unit = &nation.units[self.dice.choose(&era.units)];
            let mark = self.mark(unit, day);
            match kind {
                1 => logs.receptions.push(self.reception(area, mark)),
                2 => logs.guidance.push(self.guidance(area, mark)),
                3 => logs.outreach.push(self.outreach(era, mark)),
                _ => logs.training.push(self.training(mark)),
            }
        }
        logs
    }

    fn mark(&mut self, unit: &Unit, day: NaiveDate) -> Mark {
        let earliest: DateTime<Utc> = day.and_time(NaiveTime::MIN).and_utc() + Duration::hours(2);
        let entered_at = calendar::entered(&mut self.dice, day, self.now).max(earliest.min(self.now));
        Mark::new(self.id(day), &unit.code, day, entered_at, &unit.clerk)
    }

    fn visitor(&mut self, area: &Area) -> (String, &'static str, Sex) {
        let group = *area.people.draw(&mut self.dice).unwrap_or(&KINH);
        let sex = if self.dice.percent(50.0) { Sex::Male } else { Sex::Female };
        (self.nation.names.full_name(&mut self.dice, group, sex), group, sex)
    }

    fn reception(&mut self, area: &Area, mark: Mark) -> Reception {
        let (name, ..) = self.visitor(area);
        let purpose = self.dice.any(&PURPOSES).map(|text| (*text).to_owned());
        Reception { mark, client_name: Some(name), purpose }
    }

    fn guidance(&mut self, area: &Area, mark: Mark) -> Guidance {
        use law::cases::LegalField as F;
        let (name, group, sex) = self.visitor(area);
        let category = if group == KINH { Category::Poor } else { Category::EthnicSpecialArea };
        let field = self.dice.choose(&[
            (F::LandHousing, 35),
            (F::MarriageFamily, 22),
            (F::Civil, 18),
            (F::MeritPolicy, 12),
            (F::Labour, 5),
            (F::Criminal, 4),
            (F::Other, 4),
        ]);
        Guidance {
            mark,
            client_name: Some(name),
            client_sex: Some(sex.into()),
            client_ethnicity: Some(group.to_owned()),
            category: Some(category.into()),
            field: Some(field.into()),
            summary: self.dice.any(&QUESTIONS).map(|text| (*text).to_owned()),
        }
    }

    fn outreach(&mut self, era: &Era, mark: Mark) -> Outreach {
        use TargetGroup as G;
        let kind = self.dice.choose(&[
            (OutreachKind::Session, 86),
            (OutreachKind::Radio, 7),
            (OutreachKind::Publication, 3),
            (OutreachKind::Board, 2),
            (OutreachKind::Television, 2),
        ]);
        let group = self.dice.choose(&[
            (G::General, 50),
            (G::PoorCommune, 12),
            (G::Disabled, 10),
            (G::Ethnic, 10),
            (G::Women, 8),
            (G::Children, 5),
            (G::Elderly, 2),
            (G::Veterans, 1),
            (G::Workers, 1),
            (G::Other, 1),
        ]);
        let session = kind == OutreachKind::Session;
        let attendees = session.then(|| self.dice.between(22, 75));
        Outreach {
            mark,
            kind: kind.into(),
            commune_code: if session { self.dice.any(&era.communes).cloned() } else { None },
            target_group: group.into(),
            attendees,
            leaflets: attendees.map(|people| people * 2),
            language: Some("vi".to_owned()),
            minutes: (!session).then(|| i32::try_from(self.dice.between(5, 20)).unwrap_or(10)),
            partner: session.then(|| "UBND xã".to_owned()),
            note: None,
        }
    }

    fn training(&mut self, mark: Mark) -> Training {
        let title = self.dice.any(&COURSES).map_or_else(String::new, |text| (*text).to_owned());
        Training { mark, title, participants: self.dice.between(15, 60) }
    }
}
