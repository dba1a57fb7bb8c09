//! The component kit on one page, in every language: checked here, and written to
//! `target/gallery-<lang>.html` to be looked at (light, dark, 360 px, printed).

#![expect(clippy::unwrap_used, reason = "tests")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveTime, TimeZone, Utc};
use maud::{Markup, Render, html};
use web::assets::asset_url;
use web::texts::{Lang, MISSING, T, Text};
use web::ui::chart::{Bar, Chart};
use web::ui::compare::{Difference, Keep, compare};
use web::ui::figures::{Figure, Progress, define, figures, progress, reckoning};
use web::ui::form::{self, Keyboard, Width};
use web::ui::list::{
    Chip, Empty, Filters, Pager, Phone, Total, bulk, downloads, empty, pager, toolbar, total,
};
use web::ui::shell::{Crumb, Flash, NavItem, SearchBox, UserBar, heading, languages, lead};
use web::ui::summary::{
    Event, Fact, Status, Tab, Task, badge, card, confirmation, due, facts, inset, notice, tabs, tasks,
    timeline,
};
use web::ui::{
    Address, Choice, Column, Field, FieldErrors, Row, Sheet, Shell, Table, Tone, Values, dates, money, page,
};

// ---- The gallery ----

/// The words of the gallery; those of the program stand in `texts/`.
fn say(t: T, vi: &str, en: &str) -> String {
    match t.lang() {
        Lang::Vi => vi.to_owned(),
        Lang::En => en.to_owned(),
    }
}

fn day(year: i32, month: u32, day: u32) -> NaiveDate {
    NaiveDate::from_ymd_opt(year, month, day).unwrap()
}

/// The last minute of a day.
fn end_of(day: NaiveDate) -> DateTime<Utc> {
    dates::moment(day, NaiveTime::from_hms_opt(23, 59, 0).unwrap())
}

fn gallery(t: T) -> Markup {
    let body = html! {
        (heading(Some(&say(t, "Vụ việc", "Case")), "296/2022/TGPL-HS", html! {
            (form::link_quiet(&say(t, "In hồ sơ", "Print the file"), "#print"))
            (form::link_new(&say(t, "Nhập vụ việc", "Register a case"), "#new"))
        }))
        (lead(&say(t, "Mọi thành phần màn hình đứng trên trang này. Hãy xem ở màn hình rộng, trên điện thoại, ở nền tối và khi in.",
            "Every component stands on this page. Look at it on a wide screen, on a phone, in the dark and printed.")))
        (queues(t))
        (case_tabs(t))
        (one_case(t))
        (messages(t))
        (case_list(t))
        (report(t))
        (case_form(t))
        (small_forms(t))
        (conflict(t))
        (running(t))
        (ends(t))
    };
    page(&shell(t), body)
}

fn shell(t: T) -> Shell {
    let nav = [
        ("Việc của tôi", "My work", Some(7)),
        ("Vụ việc", "Cases", None),
        ("Tiếp người dân", "Receptions", None),
        ("Tổ chức", "Organisations", None),
        ("Báo cáo", "Reports", None),
        ("Nhập dữ liệu", "Import", None),
        ("Quản trị", "Administration", None),
    ];
    let item = |(place, (vi, en, count)): (usize, &(&str, &str, Option<u64>))| NavItem {
        label: say(t, vi, en),
        part: if place > 3 {
            say(t, "Báo cáo, quản trị", "Reports, administration")
        } else {
            String::new()
        },
        href: format!("#nav-{place}"),
        current: place == 1,
        count: *count,
    };
    Shell {
        switch: "#switch".into(),
        user: Some(UserBar {
            name: "Hoàng Thị Minh Nguyệt".into(),
            role: say(t, "Trợ giúp viên pháp lý", "Legal-aid officer"),
            org: say(
                t,
                "Trung tâm Trợ giúp pháp lý nhà nước tỉnh Bắc Kạn",
                "State Legal Aid Centre of Bac Kan",
            ),
            account: "#account".into(),
            sign_out: "#out".into(),
        }),
        nav: nav.iter().enumerate().map(item).collect(),
        search: Some(SearchBox {
            action: "#search".into(),
            label: say(t, "Tìm tên, số hồ sơ, số căn cước", "Name, file code or identity number"),
            typed: String::new(),
        }),
        crumbs: vec![
            Crumb::link(say(t, "Việc của tôi", "My work"), "#home"),
            Crumb::link(say(t, "Vụ việc", "Cases"), "#cases"),
            Crumb::here("296/2022/TGPL-HS"),
        ],
        flash: Some(Flash {
            tone: Tone::Good,
            text: say(t, "Đã lưu vụ việc 296/2022/TGPL-HS.", "Case 296/2022/TGPL-HS is saved."),
        }),
        banner: Some(say(
            t,
            "Dữ liệu thử: mọi người và vụ việc ở đây đều là hư cấu",
            "Trial data: all people and cases here are invented",
        )),
        csrf: "token".into(),
        wide: true,
        error_in_title: true,
        as_of: Some("22/11/2026 08:05".into()),
        ..Shell::new(t, say(t, "Các thành phần màn hình", "Screen components"))
    }
}

fn queues(t: T) -> Markup {
    let count = say(
        t,
        "Số vụ việc của bạn có hạn trước hôm nay và chưa kết thúc.",
        "Your open cases whose deadline is before today.",
    );
    let of = |vi: &str, en: &str, n: i64, tone: Tone, note: Option<String>| Figure {
        label: say(t, vi, en),
        value: money::number(t.lang(), n),
        href: Some("#list".into()),
        definition: Some(count.clone()),
        note,
        as_of: Some("22/11/2026 08:05".into()),
        tone,
    };
    html! {
        (figures(t, &[
            of("Quá hạn", "Overdue", 3, Tone::Bad, Some(say(t, "Lâu nhất: 12 ngày", "The oldest: 12 days"))),
            of("Hạn hôm nay", "Due today", 2, Tone::Soon, None),
            of("Trong 7 ngày", "Within 7 days", 14, Tone::Plain, None),
            of("Vụ việc đang làm", "Open cases", 1389, Tone::Plain, Some(say(t, "Tăng 34,61 % so với năm trước", "Up 34.61% on last year"))),
        ]))
    }
}

fn case_tabs(t: T) -> Markup {
    let tab = |vi: &str, en: &str, current: bool, count: Option<u64>| Tab {
        label: say(t, vi, en),
        href: "#tab".into(),
        current,
        count,
    };
    tabs(
        t,
        &say(t, "Các mặt của vụ việc", "Sides of the case"),
        &[
            tab("Hồ sơ", "File", true, None),
            tab("Diễn biến", "Events", false, Some(12)),
            tab("Giấy tờ", "Papers", false, Some(4)),
            tab("Ai đã xem", "Who looked", false, None),
        ],
    )
}

fn one_case(t: T) -> Markup {
    html! {
        div class="sides" {
            (card(&say(t, "Người được trợ giúp", "Beneficiary"), html! { a href="#edit" { (say(t, "Sửa cả phần", "Change all")) } }, case_facts(t)))
            (card(&say(t, "Các việc phải làm", "What is to be done"), html! {}, case_tasks(t)))
        }
        (card(&say(t, "Diễn biến", "Events"), html! {}, case_events(t)))
    }
}

fn case_facts(t: T) -> Markup {
    facts(
        t,
        &[
            Fact::words(say(t, "Họ và tên", "Full name"), "Nông Thị Hằng").change("#c1"),
            Fact::words(say(t, "Ngày sinh", "Date of birth"), dates::date(day(1988, 3, 7))).change("#c2"),
            Fact::words(
                say(t, "Diện người được trợ giúp", "Category of person"),
                say(
                    t,
                    "Người dân tộc thiểu số cư trú ở vùng có điều kiện kinh tế – xã hội đặc biệt khó khăn",
                    "Ethnic minority resident of an area of special hardship",
                ),
            )
            .change("#c3"),
            Fact::words(say(t, "Điện thoại", "Telephone"), "").change("#c4"),
            Fact::new(say(t, "Hạn xác minh", "Verification due"), due(t, &end_of(day(2026, 11, 19)), -3))
                .change("#c5"),
            Fact::new(
                say(t, "Thù lao tạm tính", "Estimated fee"),
                html! {
                    (money::dong(t, 1_389_000))
                    (reckoning(&say(t, "Vì sao có số này?", "Why this amount?"), &[
                        (say(t, "Lương cơ sở", "Base salary"), money::dong(t, 2_340_000)),
                        (say(t, "Hệ số", "Factor"), money::decimal(t.lang(), 0.59, 2)),
                    ]))
                },
            ),
        ],
    )
}

fn case_tasks(t: T) -> Markup {
    let task = |vi: &str, en: &str, status: Status, note: Option<String>| Task {
        title: say(t, vi, en),
        status,
        href: (status != Status::Blocked).then(|| "#task".into()),
        note,
    };
    tasks(
        t,
        &[
            task("Tiếp nhận yêu cầu", "Receive the request", Status::Done, None),
            task(
                "Kiểm tra diện người được trợ giúp",
                "Check the category",
                Status::Wrong,
                Some(say(t, "Giấy chứng nhận đã hết hạn", "The certificate has expired")),
            ),
            task("Cử người thực hiện", "Assign a provider", Status::Doing, None),
            task("Phiên tòa", "Hearing", Status::Todo, None),
            task(
                "Đánh giá chất lượng",
                "Quality appraisal",
                Status::Blocked,
                Some(say(t, "Vụ việc chưa kết thúc", "The case is not closed yet")),
            ),
        ],
    )
}

fn case_events(t: T) -> Markup {
    let entered = Utc.with_ymd_and_hms(2026, 11, 20, 3, 4, 5).unwrap();
    let event = |n: u32, vi: &str, en: &str, tone: Tone, words: &str| Event {
        id: format!("event-{n}"),
        kind: say(t, vi, en),
        tone,
        on: day(2026, 11, 21 - n),
        entered: Some(entered),
        who: "Lường Văn Tú".into(),
        text: html! { @if !words.is_empty() { p { (words) } } },
    };
    timeline(
        t,
        &[
            event(
                1,
                "Phiên tòa bị hoãn",
                "Hearing postponed",
                Tone::Soon,
                &say(
                    t,
                    "Hoãn vì người làm chứng vắng mặt. Tòa sẽ báo ngày mới.",
                    "A witness was absent. The court will name a new day.",
                ),
            ),
            event(2, "Thụ lý", "Accepted", Tone::Good, ""),
            event(
                3,
                "Yêu cầu bị thiếu giấy tờ",
                "Papers are missing",
                Tone::Bad,
                &say(t, "Cần bổ sung sổ hộ nghèo.", "The poor-household book is to be handed in."),
            ),
            event(4, "Tiếp nhận", "Received", Tone::Plain, ""),
        ],
    )
}

fn messages(t: T) -> Markup {
    html! {
        @for (tone, vi, en) in [
            (Tone::Info, "Đơn vị này đã sáp nhập vào tỉnh Thái Nguyên từ 01/07/2025", "This unit became part of Thai Nguyen on 01/07/2025"),
            (Tone::Good, "Đã nhập 1.389 vụ việc", "1,389 cases were imported"),
            (Tone::Soon, "Còn 3 ngày để nộp báo cáo sáu tháng", "The half-year report is due in 3 days"),
            (Tone::Bad, "Không đọc được tệp này", "This file cannot be read"),
        ] {
            (notice(t, tone, &say(t, vi, en), html! { p { a href="#more" { (say(t, "Xem phải làm gì", "See what to do")) } } }))
        }
        (inset(html! { p { (say(t, "Điều 30 Luật Trợ giúp pháp lý năm 2017: người thực hiện phải kiểm tra ngay yêu cầu.", "Article 30, Law on Legal Aid 2017: the request must be checked at once.")) } }))
        p {
            @for (tone, vi, en) in [(Tone::Plain, "Chờ", "Waiting"), (Tone::Info, "Đang làm", "Open"), (Tone::Good, "Hoàn thành", "Completed"), (Tone::Soon, "Sắp đến hạn", "Due soon"), (Tone::Bad, "Quá hạn", "Overdue")] {
                (badge(tone, &say(t, vi, en))) " "
            }
        }
        (define(&say(t, "“Vụ việc tham gia tố tụng” là gì?", "What is “participation in proceedings”?"),
            html! { p { (say(t, "Là việc người thực hiện trợ giúp bào chữa hoặc bảo vệ quyền lợi trước cơ quan tố tụng.", "Defending or protecting a person before the bodies that conduct proceedings.")) } }))
    }
}

const FILTERS: &[Field] = &[
    Field::search("q", "ui-search"),
    Field::select("state", "ui-search"),
    Field::date("from", "ui-search"),
    Field::date("to", "ui-search"),
];

fn case_list(t: T) -> Markup {
    let address = Address::new(
        "/cases",
        Values::from([("state", "open"), ("q", "nong thi"), ("sort", "-opened"), ("after", "x")]),
    );
    let errors = FieldErrors::default();
    let states = [("open", say(t, "Đang thực hiện", "Open")), ("closed", say(t, "Đã kết thúc", "Closed"))];
    let sheet = Sheet::filter(t, address.query(), &errors)
        .label("q", say(t, "Tên hoặc số hồ sơ", "Name or file code"))
        .label("state", say(t, "Trạng thái", "State"))
        .label("from", say(t, "Thụ lý từ ngày", "Accepted from"))
        .label("to", say(t, "đến ngày", "to"))
        .choices("state", states.map(|(code, name)| Choice::new(code, name)));
    let filters = Filters {
        t,
        address: &address,
        fields: sheet.all(FILTERS),
        chips: vec![
            Chip {
                label: say(t, "Tên", "Name"),
                value: "nong thi".into(),
                remove: address.without("q").url(),
            },
            Chip {
                label: say(t, "Trạng thái", "State"),
                value: say(t, "Đang thực hiện", "Open"),
                remove: address.without("state").url(),
            },
        ],
    };
    let pages = Pager::by_keys(&address, Some("k1"), Some("k9"), 4).total(Total::MoreThan(10_000));
    html! {
        (filters)
        (toolbar(html! { p { (total(t, Total::MoreThan(10_000))) } }, html! {
            (bulk("close-picked", "/cases/closures", "token", form::submit_danger(&say(t, "Kết thúc các vụ đã chọn", "Close picked cases"), &say(t, "Kết thúc 2 vụ việc?", "Close 2 cases?"))))
            (downloads(t, &[("CSV", address.at("/cases.csv").url()), ("Excel", address.at("/cases.xlsx").url())]))
        }))
        (case_table(t, &address))
        (pager(t, &pages))
        (empty(t, &Empty {
            title: say(t, "Chưa có vụ việc nào", "No case yet"),
            text: say(t, "Vụ việc sẽ hiện ở đây khi trung tâm thụ lý yêu cầu, hoặc khi bạn nhập sổ thụ lý từ Excel.", "Cases appear here when the centre accepts a request, or when you import the register."),
            action: Some(form::link_button(&say(t, "Nhập sổ thụ lý", "Import the register"), "#import")),
        }))
    }
}

fn case_table(t: T, address: &Address) -> Markup {
    let line = |code: &str, name: &str, vi: &str, en: &str, left: i64, hours: i64| {
        let opened = day(2026, 11, 2);
        Row::new([
            html! { (code) }, html! { (name) }, html! { (say(t, vi, en)) }, html! { (dates::date(opened)) },
            due(t, &end_of(day(2026, 11, 22)), left), html! { (money::number(t.lang(), hours)) },
        ])
        .link("#case").pick(code, code)
        .actions(html! { a class="button quiet" href="#close" { (say(t, "Kết thúc", "Close")) span class="unseen" { " " (code) } } })
    };
    Table {
        columns: vec![
            Column::code(say(t, "Số hồ sơ", "File code")).sorted_by("code"),
            Column::text(say(t, "Người được trợ giúp", "Beneficiary")).sorted_by("name"),
            Column::text(say(t, "Hình thức", "Form of aid")),
            Column::code(say(t, "Ngày thụ lý", "Accepted")).sorted_by("opened"),
            Column::text(say(t, "Hạn", "Due")),
            Column::number(say(t, "Số giờ", "Hours")),
        ],
        rows: vec![
            line("296/2022", "Nông Thị Hằng", "Tham gia tố tụng", "Litigation", -3, 12),
            line("297/2022", "Nguyễn Trần Phương Thảo Nguyên", "Tư vấn pháp luật", "Advice", 0, 4),
            line("298/2022", "Đặng Hữu Phước", "Đại diện ngoài tố tụng", "Representation", 2, 1389),
            line("299/2022", "Lý A Sình", "Tham gia tố tụng", "Litigation", 21, 0),
        ],
        address: Some(address),
        pick_form: Some("close-picked"),
        ..Table::new(t, "cases", say(t, "Vụ việc đang thực hiện", "Open cases"))
    }
    .render()
}

fn report(t: T) -> Markup {
    let fields = [
        ("Hình sự", "Criminal", 124),
        ("Dân sự", "Civil", 91),
        ("Hôn nhân và gia đình", "Marriage and family", 46),
        ("Đất đai, nhà ở", "Land and housing", 31),
        ("Lĩnh vực khác", "Other", 4),
    ];
    let head = |vi: &str, en: &str| Column::number(say(t, vi, en));
    let row = |(vi, en, n): &(&str, &str, i64)| {
        Row::words([
            say(t, vi, en),
            money::number(t.lang(), *n),
            money::number(t.lang(), n / 2),
            money::number(t.lang(), n - n / 2),
            money::percent(t.lang(), *n as f64 / 2.96, 2),
        ])
    };
    let bars = fields.iter().map(|(vi, en, n)| Bar {
        label: say(t, vi, en),
        value: *n as u64,
        href: Some("#list".into()),
    });
    html! {
        (Chart {
            t, id: "by-field", title: say(t, "Vụ việc theo lĩnh vực, 01/01/2022 – 30/06/2022", "Cases by field, 01/01/2022 – 30/06/2022"),
            description: say(t, "Hình sự nhiều nhất, rồi đến dân sự.", "Criminal is the largest, then civil."),
            label: say(t, "Lĩnh vực", "Field"), value: say(t, "Số vụ", "Cases"), bars: bars.collect(),
        })
        (Table {
            phone: Phone::Scroll,
            columns: vec![Column::text(say(t, "Lĩnh vực", "Field")), head("Tổng số", "Total"), head("Kỳ trước chuyển sang", "Carried over"), head("Thụ lý trong kỳ", "New"), head("Tỷ lệ", "Share")],
            rows: fields.iter().map(row).collect(),
            foot: Some(row(&("Cộng", "Sum", 296))),
            ..Table::new(t, "by-field-2", say(t, "Biểu số 24: vụ việc theo lĩnh vực", "Form 24: cases by field"))
        })
    }
}

const CASE: &[Field] = &[
    Field::text("client_name", "ui-search").autocomplete("off"),
    Field::date("client_birth", "ui-search").optional(),
    Field::text("client_id", "ui-search").keyboard(Keyboard::Digits).width(Width::Medium).optional(),
    Field::radios("sex", "ui-search"),
    Field::select("category", "ui-search"),
    Field::checkboxes("papers", "ui-search").optional(),
    Field::date("accepted_on", "ui-search"),
    Field::number("hours", "ui-search").width(Width::Tiny).optional(),
    Field::decimal("score", "ui-search").width(Width::Tiny).optional(),
    Field::textarea("summary", "ui-search").rows(5).optional(),
    Field::checkbox("urgent", "ui-search"),
];

fn case_form(t: T) -> Markup {
    let values = Values::from([
        ("client_name", "Nông Thị Hằng"),
        ("client_birth", "31/2/1988"),
        ("category", "ethnic"),
        ("papers", "book"),
        ("sex", "female"),
        ("summary", "\nCon < cha & mẹ"),
    ]);
    let mut errors = FieldErrors::default();
    errors.add(
        "client_birth",
        Text::Plain(say(
            t,
            "“Ngày sinh” phải là một ngày có thật, ví dụ 27/3/2026",
            "“Date of birth” must be a real date, for example 27/3/2026",
        )),
    );
    errors.add("sex", Text::Plain(say(t, "Hãy chọn “Giới tính”", "Choose “Sex”")));
    errors.add(
        "category",
        Text::Plain(say(
            t,
            "Diện này không hợp với ngày sinh",
            "This category does not fit the date of birth",
        )),
    );
    let sheet = case_sheet(t, &values, &errors);
    let parts = [
        ("part-person", say(t, "Người được trợ giúp", "Beneficiary")),
        ("part-case", say(t, "Vụ việc", "Case")),
    ];
    let body = html! {
        (form::hidden("version", "4"))
        (form::section("part-person", &parts[0].1, Some(&say(t, "Ghi đúng như trên giấy tờ.", "As written in the papers.")), html! {
            (sheet.some(CASE, &["client_name"]))
            (form::columns(sheet.some(CASE, &["client_birth", "client_id"])))
            (sheet.some(CASE, &["sex", "category", "papers"]))
        }))
        (form::section("part-case", &parts[1].1, None, html! {
            (form::columns(sheet.some(CASE, &["accepted_on", "hours", "score"])))
            (sheet.some(CASE, &["summary", "urgent"]))
        }))
        (form::actions(form::submit(&say(t, "Lưu vụ việc", "Save the case")), html! {
            (form::submit_as(&say(t, "Lưu và nhập tiếp", "Save and add another"), "then", "new"))
            (form::link_quiet(&say(t, "Thôi", "Cancel"), "#cancel"))
        }))
    };
    html! {
        (form::error_summary(t, &errors))
        (form::outlined(t, &parts, form::form("/cases", "token", body)))
    }
}

fn case_sheet<'a>(t: T, values: &'a Values, errors: &'a FieldErrors) -> Sheet<'a> {
    let groups =
        (say(t, "Theo Điều 7", "Article 7"), say(t, "Khó khăn về tài chính", "In financial hardship"));
    Sheet::new(t, values, errors)
        .label("client_name", say(t, "Họ và tên", "Full name"))
        .label("client_birth", say(t, "Ngày sinh", "Date of birth"))
        .label("client_id", say(t, "Số căn cước", "Identity number"))
        .hint("client_id", say(t, "12 chữ số", "12 digits"))
        .label("sex", say(t, "Giới tính", "Sex"))
        .choices(
            "sex",
            [Choice::new("female", say(t, "Nữ", "Female")), Choice::new("male", say(t, "Nam", "Male"))],
        )
        .label("category", say(t, "Diện người được trợ giúp pháp lý", "Category of person"))
        .choices(
            "category",
            [
                Choice::new("merit", say(t, "Người có công với cách mạng", "Person of merit"))
                    .group(&groups.0),
                Choice::new("poor", say(t, "Người thuộc hộ nghèo", "Poor household")).group(&groups.0),
                Choice::new(
                    "ethnic",
                    say(
                        t,
                        "Người dân tộc thiểu số ở vùng đặc biệt khó khăn",
                        "Ethnic minority in a special area",
                    ),
                )
                .group(&groups.0),
                Choice::new("elderly", say(t, "Người cao tuổi", "Elderly")).group(&groups.1),
            ],
        )
        .label("papers", say(t, "Giấy tờ đã nhận", "Papers received"))
        .choices(
            "papers",
            [
                Choice::new("book", say(t, "Sổ hộ nghèo", "Poor-household book")),
                Choice::new("card", say(t, "Thẻ căn cước", "Identity card")).hint(say(
                    t,
                    "Bản sao hoặc ảnh chụp rõ",
                    "A copy or a clear photograph",
                )),
            ],
        )
        .label("accepted_on", say(t, "Ngày thụ lý", "Accepted on"))
        .label("hours", say(t, "Số giờ", "Hours"))
        .label("score", say(t, "Điểm", "Score"))
        .label("summary", say(t, "Nội dung yêu cầu", "What is asked"))
        .label("urgent", say(t, "Vụ việc gấp, giấy tờ bổ sung sau", "Urgent: papers follow later"))
}

const UPLOAD: &[Field] = &[Field::file("register", "ui-search", ".csv,.xlsx", 20 * 1024 * 1024)];
const SIGN_IN: &[Field] = &[
    Field::text("login", "ui-search").autocomplete("username").width(Width::Medium),
    Field::password("password", "ui-search").autocomplete("current-password"),
];

fn small_forms(t: T) -> Markup {
    let (values, errors) = (Values::from([("password", "never shown")]), FieldErrors::default());
    let sheet = Sheet::new(t, &values, &errors)
        .label("register", say(t, "Tệp sổ thụ lý (CSV hoặc Excel)", "Register file (CSV or Excel)"));
    card(
        &say(t, "Nhập dữ liệu", "Import"),
        html! {},
        form::upload(
            "/imports",
            "token",
            html! {
                (form::carry(&values))
                (sheet.all(UPLOAD))
                (form::actions(form::submit(&say(t, "Kiểm tra tệp", "Check the file")), html! {}))
            },
        ),
    )
}

/// The smallest page: nobody is signed in, one question stands in the middle.
fn sign_in(t: T) -> Markup {
    let mut errors = FieldErrors::default();
    errors.add(
        "",
        Text::Plain(say(t, "Tên đăng nhập hoặc mật khẩu không đúng", "The login or the password is wrong")),
    );
    let values = Values::from([("login", "nguyet.ht"), ("password", "never shown")]);
    let sheet = Sheet::new(t, &values, &errors)
        .label("login", say(t, "Tên đăng nhập", "Login"))
        .label("password", say(t, "Mật khẩu", "Password"));
    let title = say(t, "Đăng nhập", "Sign in");
    let body = web::ui::shell::narrow(html! {
        (heading(None, &title, html! {}))
        (form::error_summary(t, &errors))
        (form::form("/session", "token", html! {
            (sheet.all(SIGN_IN))
            (form::actions(form::submit(&title), html! { a href="#help" { (say(t, "Quên mật khẩu?", "Forgot the password?")) } }))
        }))
        (languages(t, |lang| format!("?lang={}", lang.code())))
    });
    page(&Shell { error_in_title: true, ..Shell::new(t, title) }, body)
}

fn conflict(t: T) -> Markup {
    let differences = [
        Difference {
            name: "phone".into(),
            label: say(t, "Điện thoại", "Telephone"),
            before: String::new(),
            mine: "0912 345 678".into(),
            theirs: "0987 654 321".into(),
            keep: Keep::Mine,
        },
        Difference {
            name: "note".into(),
            label: say(t, "Ghi chú", "Note"),
            before: say(t, "Gọi buổi sáng", "Call in the morning"),
            mine: say(t, "Gọi buổi sáng", "Call in the morning"),
            theirs: say(t, "Chỉ gọi sau 17 giờ", "Only after 5 pm"),
            keep: Keep::Theirs,
        },
    ];
    form::form(
        "/cases/1",
        "token",
        html! {
            (compare(t, "Lường Văn Tú", "22/11/2026 08:01", &differences))
            (form::actions(form::submit(&say(t, "Lưu lựa chọn", "Save the choice")), html! {}))
        },
    )
}

fn running(t: T) -> Markup {
    let import = Progress {
        id: "import",
        label: say(t, "Đang nhập so-thu-ly-2022.xlsx", "Importing so-thu-ly-2022.xlsx"),
        done: 3_200,
        total: Some(18_000),
        running: true,
        cancel: Some(("/imports/1/cancellation".into(), "token".into())),
        here: "#import".into(),
    };
    progress(t, &import)
}

fn ends(t: T) -> Markup {
    // A page has one h1; the gallery already has it.
    let end = confirmation(
        &say(t, "Đã thụ lý yêu cầu", "The request is accepted"),
        &say(t, "Số hồ sơ", "File code"),
        "296/2022/TGPL-HS",
        html! { p { (say(t, "Việc tiếp theo: cử người thực hiện trước ngày 25/11/2026.", "Next: assign a provider before 25/11/2026.")) } },
    );
    maud::PreEscaped(end.0.replace("h1>", "h2>"))
}

// ---- Looking at it by machine ----

#[derive(Debug)]
struct Tag {
    name: String,
    attributes: BTreeMap<String, String>,
}

const VOID: [&str; 6] = ["meta", "link", "br", "input", "hr", "img"];

/// Reads the tags and proves on the way that each one is closed where it should be.
fn tags(html: &str) -> Vec<Tag> {
    let mut open: Vec<String> = Vec::new();
    let mut found = Vec::new();
    let mut rest = html;
    while let Some(start) = rest.find('<') {
        rest = &rest[start + 1..];
        if let Some(doctype) = rest.strip_prefix("!DOCTYPE") {
            rest = doctype;
        } else if let Some(closing) = rest.strip_prefix('/') {
            let (name, after) = closing.split_once('>').unwrap();
            assert_eq!(open.pop().as_deref(), Some(name), "closes in the wrong place, before {after:.80}");
            rest = after;
        } else {
            let (tag, after) = read_tag(rest);
            if !VOID.contains(&tag.name.as_str()) && !rest[..rest.len() - after.len()].ends_with("/>") {
                open.push(tag.name.clone());
            }
            found.push(tag);
            rest = after;
        }
    }
    assert!(open.is_empty(), "never closed: {open:?}");
    found
}

fn read_tag(text: &str) -> (Tag, &str) {
    let end = text.find(|c: char| c.is_whitespace() || c == '>' || c == '/').unwrap();
    let mut tag = Tag { name: text[..end].to_owned(), attributes: BTreeMap::new() };
    let mut rest = &text[end..];
    loop {
        rest = rest.trim_start().trim_start_matches('/');
        if let Some(after) = rest.strip_prefix('>') {
            return (tag, after);
        }
        let end = rest.find(|c: char| c.is_whitespace() || c == '=' || c == '>').unwrap();
        let name = rest[..end].to_owned();
        rest = &rest[end..];
        let mut value = "";
        if let Some(quoted) = rest.strip_prefix("=\"") {
            (value, rest) = quoted.split_once('"').unwrap();
        }
        let doubled = tag.attributes.insert(name.clone(), value.to_owned());
        assert!(doubled.is_none(), "{name} stands twice in <{}>", tag.name);
    }
}

impl Tag {
    fn get(&self, attribute: &str) -> Option<&str> {
        self.attributes.get(attribute).map(String::as_str)
    }
}

fn each_language(check: impl Fn(&str, &[Tag])) {
    for lang in Lang::ALL {
        let html = gallery(T::new(lang)).into_string();
        check(&html, &tags(&html));
    }
}

fn each_page(check: impl Fn(&str, &[Tag])) {
    each_language(&check);
    for lang in Lang::ALL {
        let html = sign_in(T::new(lang)).into_string();
        check(&html, &tags(&html));
    }
}

#[test]
fn the_document_is_well_formed_and_says_its_language() {
    each_page(|html, tags| {
        assert!(html.starts_with("<!DOCTYPE html>"));
        let lang = tags[0].get("lang").unwrap();
        assert!(Lang::parse(lang).is_some());
        assert_eq!(tags.iter().filter(|tag| tag.name == "h1").count(), 1);
        assert_eq!(tags.iter().filter(|tag| tag.name == "main").count(), 1);
        assert!(html.contains("<title>Lỗi: ") || html.contains("<title>Error: "));
    });
}

#[test]
fn no_text_is_missing() {
    each_page(|html, _| assert!(!html.contains(MISSING), "a key without text: look for {MISSING:?}"));
}

#[test]
fn nothing_is_inline_and_nothing_comes_from_elsewhere() {
    each_page(|_, tags| {
        for tag in tags {
            assert_ne!(tag.name, "style");
            for (name, value) in &tag.attributes {
                assert!(name != "style" && !name.starts_with("on"), "{tag:?}");
                let address = ["href", "src", "action"].contains(&name.as_str());
                assert!(!address || value.starts_with(['/', '#', '?']), "{tag:?}");
            }
            assert!(tag.name != "script" || tag.get("src").is_some(), "{tag:?}");
        }
    });
}

#[test]
fn ids_are_unique_and_what_is_referred_to_exists() {
    each_language(|_, tags| {
        let mut ids = BTreeSet::new();
        for id in tags.iter().filter_map(|tag| tag.get("id")) {
            assert!(ids.insert(id), "the id {id} stands twice");
        }
        for tag in tags {
            for attribute in ["for", "form", "aria-describedby", "aria-labelledby"] {
                for id in tag.get(attribute).unwrap_or_default().split_whitespace() {
                    assert!(ids.contains(id), "{id} is not there: {tag:?}");
                }
            }
        }
        let errors = tags.iter().filter_map(|tag| tag.get("href")).filter(|href| href.contains("client_"));
        assert_eq!(errors.filter(|href| ids.contains(&href[1..])).count(), 1, "an error links to its field");
    });
}

#[test]
fn every_control_has_a_label_and_every_form_a_token() {
    each_page(|html, tags| {
        let labelled: BTreeSet<&str> = tags.iter().filter_map(|tag| tag.get("for")).collect();
        for tag in tags.iter().filter(|tag| ["input", "select", "textarea"].contains(&tag.name.as_str())) {
            let hidden = tag.get("type") == Some("hidden");
            let wrapped = tag.get("name") == Some("pick");
            assert!(hidden || wrapped || labelled.contains(tag.get("id").unwrap()), "{tag:?}");
        }
        let posts = tags.iter().filter(|tag| tag.name == "form" && tag.get("method") == Some("post"));
        let tokens = tags.iter().filter(|tag| tag.get("name") == Some(form::CSRF));
        assert_eq!(posts.count(), tokens.count());
        assert!(!html.contains("never shown"), "a password comes back to the page");
    });
}

#[test]
fn what_was_typed_comes_back_escaped_and_whole() {
    each_language(|html, _| {
        assert!(html.contains("\n\nCon &lt; cha &amp; mẹ</textarea>"));
        assert!(html.contains("value=\"31/2/1988\""));
        assert!(html.contains("<option value=\"ethnic\" selected>"));
    });
}

#[test]
fn sorting_and_filtering_keep_the_rest_of_the_address() {
    each_language(|html, tags| {
        let sort = "/cases?state=open&amp;q=nong+thi&amp;sort=opened";
        assert!(html.contains(sort), "a second click turns the order round");
        assert!(
            html.contains("href=\"/cases?state=open&amp;sort=-opened\""),
            "a chip removes its filter only"
        );
        assert!(html.contains("sort=-opened&amp;after=k9"));
        let sorted = tags.iter().filter(|tag| tag.get("aria-sort").is_some());
        assert_eq!(sorted.count(), 1);
    });
}

#[test]
fn a_page_of_components_stays_light() {
    each_language(|html, _| assert!(html.len() < 90 * 1024, "{} bytes", html.len()));
}

#[test]
fn the_gallery_is_written_to_be_looked_at() {
    let home = Path::new(env!("CARGO_MANIFEST_DIR"));
    let target = home.join("../../target");
    fs::create_dir_all(&target).unwrap();
    for lang in Lang::ALL {
        let t = T::new(lang);
        for (name, page) in [("gallery", gallery(t)), ("gallery-sign-in", sign_in(t))] {
            let mut html = page.into_string();
            for asset in ["app.css", "app.js", "favicon.svg"] {
                html = html.replace(&asset_url(asset), &format!("../crates/web/assets/{asset}"));
            }
            fs::write(target.join(format!("{name}-{}.html", lang.code())), html).unwrap();
        }
    }
}
