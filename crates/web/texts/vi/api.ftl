# Trang mô tả giao diện cho chương trình (/api) và tài liệu OpenAPI.

api-title = Giao diện cho chương trình
api-lead = Một cửa cho máy: đọc chỉ tiêu và vụ việc, kết thúc vụ việc. Mỗi thao tác tuân theo đúng quyền và quy tắc như trên trang.
api-token = Mỗi yêu cầu mang tiêu đề “Authorization: Bearer <mã truy cập>”. Người quản trị tạo mã truy cập cho một tài khoản bằng lệnh “tgpl token create”; mã có đúng quyền của tài khoản đó. Ngày viết YYYY-MM-DD.
api-document = Tài liệu OpenAPI 3.1
api-parameters = Tham số
api-parameter = Tham số
api-meaning = Ý nghĩa
api-use = Cách dùng
api-required = bắt buộc
api-optional = không bắt buộc
api-in-path = trong đường dẫn
api-in-query = sau dấu hỏi
api-body = Nội dung gửi (JSON):
api-failures = Khi không làm được, câu trả lời là “application/problem+json” có mã ổn định “code”:

api-op-show-indicators = Mọi chỉ tiêu của một đơn vị trong một kỳ. Tỷ lệ có một chữ số thập phân; chỉ tiêu không có giá trị là null, không phải 0.
api-op-list-cases = Danh sách vụ việc trong phạm vi của tài khoản, thụ lý sau xếp trước, mỗi lần một trang.
api-op-show-case = Một vụ việc với những người được trợ giúp.
api-op-open-case = Nêu lý do mở một vụ việc hạn chế tiếp cận (mã “case.restricted”); lý do được ghi lại, vụ việc mở trong 8 giờ.
api-op-open-request = Nêu lý do mở một yêu cầu hạn chế tiếp cận (mã “request.restricted”); lý do được ghi lại, yêu cầu mở trong 8 giờ.
api-op-close-case = Kết thúc một vụ việc đang thực hiện; trả về vụ việc sau khi kết thúc. Gửi lại cùng nội dung không làm thay đổi gì.
api-op-assign-case = Cử người thực hiện cho một vụ việc; có căn cứ thay thế thì thay người đang thực hiện. Trả về vụ việc sau khi cử.

api-param-org = Mã đơn vị, ví dụ TT.06; tính cả các đơn vị trực thuộc
api-param-from = Từ ngày này; với danh sách vụ việc là ngày thụ lý
api-param-to = Đến hết ngày này; với danh sách vụ việc là ngày thụ lý
api-param-as-of = Chỉ tính những gì đã nhập đến thời điểm này: một ngày (hết ngày đó, giờ Việt Nam) hoặc thời điểm theo RFC 3339
api-param-geography = “then”: địa bàn khi đó (mặc định); “now”: địa bàn hiện nay, tính cả các đơn vị đã được tiếp nhận
api-param-state = “open”: đang thực hiện; “closed”: đã kết thúc
api-param-q = Một phần họ tên không cần dấu, phần đầu mã hồ sơ, hoặc số định danh
api-param-limit = Số dòng mỗi trang, từ 1 đến 200; mặc định 50
api-param-after = Giá trị “next” của trang trước
api-param-id = Mã bản ghi của vụ việc

api-failure-unauthorized = thiếu mã truy cập, hoặc mã không còn dùng được (unauthorized)
api-failure-denied = vai trò của tài khoản không được làm việc này (denied)
api-failure-missing = không có, hoặc ngoài phạm vi của tài khoản (missing)
api-failure-refused = quy tắc không cho phép, hoặc vụ việc đã thay đổi từ phiên bản được nêu (stale)
api-failure-invalid = tham số hoặc trường sai; “fields” nêu tên từng trường
