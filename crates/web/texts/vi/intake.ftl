# Tiếp dân và hướng dẫn pháp luật (crates/web/src/intake).

intake-receptions = Tiếp công dân
intake-receptions-lead = Mỗi dòng là một lượt người được tiếp tại trụ sở.
intake-receptions-none = Chưa ghi lượt tiếp nào
intake-reception-new = Ghi lượt tiếp
intake-reception-edit = Lượt tiếp công dân
intake-reception-added = Đã ghi lượt tiếp.
intake-client = Họ và tên
intake-purpose = Nội dung
intake-purpose-hint = Ví dụ: yêu cầu trợ giúp pháp lý, hỏi thủ tục, nộp giấy tờ

intake-guidance = Hướng dẫn pháp luật
intake-guidance-lead = Mỗi dòng là một việc hướng dẫn, giải đáp hoặc cung cấp thông tin, không lập hồ sơ vụ việc.
intake-guidance-none = Chưa ghi việc hướng dẫn nào
intake-guidance-new = Ghi việc hướng dẫn
intake-guidance-edit = Việc hướng dẫn
intake-guidance-added = Đã ghi việc hướng dẫn.
intake-sex = Giới tính
intake-ethnicity = Dân tộc
intake-category = Diện người được trợ giúp
intake-field = Lĩnh vực
intake-summary = Nội dung hướng dẫn
