# Báo cáo kỳ: trang số liệu, danh sách vụ việc đứng sau một số, bảng theo tỉnh, tải về.

reports-title = Báo cáo kỳ
reports-period = Số liệu kỳ { $period }
reports-ask = Chọn đơn vị và kỳ báo cáo
reports-org = Đơn vị
reports-from = Từ ngày
reports-to = Đến ngày
reports-to-before-from = “Đến ngày” phải từ “Từ ngày” trở đi
reports-geography = Địa bàn
reports-as-of = Số liệu nhập đến ngày
reports-as-of-hint = Để trống: tính mọi dữ liệu đã nhập đến lúc này. Có ngày mà không có giờ: đến hết ngày đó.
reports-as-of-time = lúc (giờ:phút)
reports-as-of-time-wrong = Giờ phải có dạng 08:05, từ 00:00 đến 23:59
reports-as-of-time-alone = Hãy nhập cả ngày, vì đã nhập giờ
reports-as-of-wrong = Thời điểm phải là một ngày có thật, ví dụ 01/07/2022
reports-show = Xem số liệu
reports-presets = Kỳ thường dùng
reports-preset-month = Tháng { $month }
reports-preset-quarter = Quý { $quarter }/{ $year }
reports-preset-half-year = 6 tháng đầu năm { $year }
reports-preset-nine-months = 9 tháng năm { $year }
reports-preset-year = Năm { $year }
reports-preset-working-year = Năm công tác 11/{ $start }–10/{ $end }

code-geography-then = Địa bàn khi đó
code-geography-now = Địa bàn hiện nay
reports-geography-then = Đơn vị và các đơn vị trực thuộc, theo tổ chức vào thời kỳ báo cáo.
reports-geography-then-without = Chưa tính { $n } đơn vị mà đơn vị này đã tiếp nhận: { $list }.
reports-geography-now = Đơn vị và các đơn vị trực thuộc, tính cả { $n } đơn vị đã được tiếp nhận: { $list }.
reports-geography-now-alone = Đơn vị và các đơn vị trực thuộc; đơn vị này chưa tiếp nhận đơn vị nào.
reports-geography-switch-now = Xem theo địa bàn hiện nay
reports-geography-switch-then = Xem theo địa bàn khi đó
reports-org-ended = đến { $day }
reports-org-ended-note = Đơn vị này kết thúc hoạt động ngày { $day }.
reports-as-of-now = Số liệu đã nhập đến { $moment }.
reports-as-of-then = Chỉ tính dữ liệu đã nhập đến { $moment }.
reports-keep = Địa chỉ cố định của số liệu này
reports-keep-text = Mở lại địa chỉ này lúc nào cũng cho đúng những con số đang thấy, kể cả khi dữ liệu được sửa về sau.
reports-provinces-link = Bảng theo tỉnh

reports-flow = Vụ việc trong kỳ
reports-flow-sum = { $carried } chuyển sang + { $new } thụ lý = { $handled } thực hiện = { $closed } kết thúc + { $forward } chuyển kỳ sau
reports-forms = Theo hình thức trợ giúp
reports-form = Hình thức
reports-roles = Tham gia tố tụng, tư cách { $role }
reports-fields = Theo lĩnh vực pháp luật
reports-field = Lĩnh vực
reports-handled = Thực hiện
reports-new = Thụ lý
reports-closed = Kết thúc
reports-outcomes = Kết thúc theo kết quả
reports-outcome = Kết quả
reports-providers = Kết thúc theo người thực hiện
reports-provider = Người thực hiện
reports-sources = Nguồn vụ việc thụ lý
reports-source = Nguồn
reports-persons = Lượt người được trợ giúp
reports-category = Diện được trợ giúp
reports-sex = Giới tính, dân tộc
reports-quality = Chất lượng và vụ việc thành công
reports-indicator = Chỉ tiêu
reports-value = Số liệu
reports-number-cases = Vụ việc
reports-number-persons = Lượt người
reports-criteria-none = Chưa có vụ việc nào đạt tiêu chí thành công.
reports-criteria = Vụ việc thành công theo tiêu chí
reports-criterion = Tiêu chí
reports-criteria-zero =
    { $n ->
        [1] Còn 1 tiêu chí chưa có vụ việc nào
       *[other] Còn { $n } tiêu chí chưa có vụ việc nào
    }
reports-others = Tiếp công dân, hướng dẫn, phát thanh, tập huấn
reports-outreach = Truyền thông theo nhóm đối tượng
reports-group = Nhóm đối tượng
reports-events = Cuộc
reports-communes = Xã
reports-attendees = Lượt người dự
reports-total = Tổng số
reports-communes-note = Một xã có thể có cuộc cho nhiều nhóm, nên tổng số xã có thể nhỏ hơn tổng các dòng.
reports-base = trên { $whole }
reports-definitions = Cách tính các số trong bảng
reports-no-value = “–” là không có giá trị, vì không có gì để chia hoặc không thống kê.

reports-activities-now = Danh sách tiếp công dân, hướng dẫn, truyền thông, tập huấn luôn theo dữ liệu hiện nay.

reports-broken =
    { $n ->
        [1] Có 1 chỗ số liệu không khớp
       *[other] Có { $n } chỗ số liệu không khớp
    }
reports-broken-values = Đang là { $whole } và { $parts }.
reports-broken-gap = Xem các vụ việc { $what }
reports-broken-ask = Hãy báo người quản trị chạy lệnh “tgpl verify” để kiểm tra dữ liệu.
reports-incomplete =
    { $n ->
        [1] Có 1 bảng chưa cộng đủ vì vụ việc thiếu thông tin
       *[other] Có { $n } bảng chưa cộng đủ vì vụ việc thiếu thông tin
    }
reports-gap-title = Vụ việc { $what }

lacking-provider-role = chưa ghi tư cách bào chữa hay bảo vệ
lacking-provider-kind = chưa ghi loại người thực hiện
lacking-outcome = chưa ghi kết quả
lacking-rating = chưa ghi xếp loại
lacking-sex = có người chưa ghi giới tính
lacking-ethnicity = có người chưa ghi dân tộc

identity-handled-by-start = Số thực hiện phải bằng kỳ trước chuyển sang cộng thụ lý trong kỳ.
identity-handled-by-end = Số thực hiện phải bằng kết thúc cộng chuyển kỳ sau.
identity-closed-by-outcome = Số kết thúc phải bằng tổng của các kết quả.
identity-handled-by-form = Số thực hiện phải bằng tổng của ba hình thức.
identity-new-by-form = Số thụ lý phải bằng tổng của ba hình thức.
identity-closed-by-form = Số kết thúc phải bằng tổng của ba hình thức.
identity-new-litigation-by-role = Số tham gia tố tụng thụ lý phải bằng bào chữa cộng bảo vệ.
identity-closed-litigation-by-role = Số tham gia tố tụng kết thúc phải bằng bào chữa cộng bảo vệ.
identity-handled-by-field = Số thực hiện phải bằng tổng của các lĩnh vực.
identity-closed-by-field = Số kết thúc phải bằng tổng của các lĩnh vực.
identity-persons-by-category = Số lượt người phải bằng tổng của các diện.
identity-cases-have-persons = Mỗi vụ việc thực hiện phải có ít nhất một lượt người.
identity-minority-within-persons = Lượt người dân tộc thiểu số không thể nhiều hơn tổng số lượt người.
identity-notified-within-new = Vụ việc được thông báo không thể nhiều hơn số tham gia tố tụng thụ lý.
identity-self-brought-within-new = Vụ việc tự nhận về không thể nhiều hơn số thụ lý.
identity-appraised-litigation-within-appraised = Vụ việc tố tụng đã thẩm định không thể nhiều hơn tổng số đã thẩm định.
identity-successful-within-closed = Vụ việc thành công không thể nhiều hơn số tham gia tố tụng kết thúc.
identity-successful-by-provider = Vụ việc thành công của trợ giúp viên và luật sư không thể nhiều hơn tổng số thành công.
identity-criterion-within-successful = Số theo một tiêu chí không thể nhiều hơn tổng số vụ việc thành công.
identity-successful-by-criterion = Tổng theo tiêu chí không thể ít hơn số vụ việc thành công.
identity-events-by-group = Số cuộc truyền thông phải bằng tổng của các nhóm đối tượng.
identity-attendees-by-group = Lượt người dự phải bằng tổng của các nhóm đối tượng.
identity-communes-of-group-within-communes = Số xã của một nhóm không thể nhiều hơn tổng số xã.
identity-communes-by-group = Tổng số xã của các nhóm không thể ít hơn số xã được truyền thông.
identity-communes-within-events = Số xã không thể nhiều hơn số cuộc truyền thông.
identity-closed-by-provider = Số kết thúc phải bằng tổng theo người thực hiện.
identity-persons-by-sex = Số lượt người phải bằng nam cộng nữ.

reports-behind-of = { $org }, kỳ { $period }
reports-behind-count = { $number } { $unit }
reports-behind-persons = { $persons } lượt người trong { $cases } vụ việc
reports-behind-percent = { $value }. Dưới đây là { $part } vụ việc ở phần được tính.
reports-behind-more = hơn { $n }
reports-behind-none = Không có vụ việc nào
reports-behind-none-text = Trong kỳ này, với đơn vị và địa bàn đã chọn, chỉ tiêu này bằng không.
reports-behind-past = Danh sách gồm những vụ việc được tính tại thời điểm đã chọn; thông tin từng dòng là thông tin hiện nay.

reports-provinces = Số liệu theo tỉnh
reports-provinces-province = Tỉnh, thành phố
reports-provinces-then = { $n } tỉnh, thành phố theo tổ chức vào thời kỳ báo cáo.
reports-provinces-now = { $n } tỉnh, thành phố theo địa giới hiện nay; mỗi tỉnh tính cả các đơn vị đã được tiếp nhận.
reports-provinces-none = Phạm vi của bạn không có tỉnh nào để so sánh
reports-provinces-rest = Không thuộc tỉnh nào
reports-short-cases-handled = Thực hiện
reports-short-cases-carried-over = Kỳ trước chuyển sang
reports-short-cases-new = Thụ lý
reports-short-cases-closed = Kết thúc
reports-short-cases-carried-forward = Chuyển kỳ sau
reports-short-cases-new-litigation = Tố tụng thụ lý
reports-short-cases-closed-litigation = Tố tụng kết thúc
reports-short-litigation-successful = Tố tụng thành công
reports-short-success-rate-pct = Tỷ lệ thành công
reports-short-persons-handled = Lượt người
reports-short-cases-appraised = Đã thẩm định
reports-short-guidance = Hướng dẫn (việc)
reports-short-receptions = Lượt tiếp dân
reports-short-outreach-events = Cuộc truyền thông
reports-file-id = Mã chỉ tiêu
reports-file-name = Chỉ tiêu
reports-file-unit = Đơn vị tính
reports-file-value = Số liệu
reports-file-org = Đơn vị
reports-file-from = Từ ngày
reports-file-to = Đến ngày
reports-file-geography = Địa bàn
reports-file-as-of = Số liệu lúc


refusal-statistics-period = Ngày cuối của kỳ báo cáo phải từ ngày đầu trở đi.
wrong-before-from = Ngày này phải từ ngày đầu kỳ trở đi

# Biểu mẫu thống kê
reports-forms-line = Phân theo lĩnh vực và hình thức trợ giúp pháp lý
reports-forms-code = Biểu số { $code }
reports-forms-basis = Ban hành theo { $basis }
reports-forms-period = Kỳ báo cáo: từ ngày { $from } đến ngày { $to }
reports-forms-unit = Đơn vị tính: { $unit }
reports-forms-as-of = Số liệu nhập đến { $moment }
reports-forms-stand-in = Bản tạm dùng, chưa phải mẫu chính thức của Bộ Tư pháp
reports-forms-source = Nguồn của mẫu: { $source }
reports-forms-state = CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM
reports-forms-motto = Độc lập - Tự do - Hạnh phúc
reports-forms-drawn-by = NGƯỜI LẬP BIỂU
reports-forms-head = THỦ TRƯỞNG ĐƠN VỊ
reports-forms-sign-hint = (Ký, ghi rõ họ tên)
reports-forms-cell = Biểu { $code } – { $row } – { $column }
reports-forms-broken = { $n } phép cộng của biểu chưa khớp
reports-forms-broken-rows = Dòng { $whole } khác tổng các dòng { $parts }: ở cột “{ $at }” là { $is }, cộng lại được { $sum }.
reports-forms-broken-columns = Cột { $whole } khác tổng các cột { $parts }: ở dòng “{ $at }” là { $is }, cộng lại được { $sum }.
reports-forms-broken-more = Còn { $n } chỗ nữa như vậy.
reports-forms-lacking = Nguyên nhân thường gặp: { $what }.
reports-figures-title = Số liệu công tác trợ giúp pháp lý
reports-forms-hidden = …
reports-forms-masked = { $n } số nhỏ được che
reports-forms-masked-text = Số từ 1 đến 4 và những số từ đó có thể suy ra được thay bằng dấu … vì tài khoản này không xem vụ việc.
