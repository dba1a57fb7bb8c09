# Tên và cách tính của các chỉ tiêu (contract, indicators.csv): indicator-<họ chỉ tiêu>, thêm -definition là cách tính.

## Tiếp công dân, việc đơn giản

indicator-receptions = Lượt tiếp công dân tại trụ sở
indicator-receptions-definition = Đếm số lượt người dân được tiếp tại trụ sở, theo ngày tiếp trong kỳ.
indicator-guidance = Hướng dẫn, giải đáp, cung cấp thông tin pháp luật (việc)
indicator-guidance-definition = Đếm số việc hướng dẫn đơn giản không lập hồ sơ vụ việc, theo ngày thực hiện trong kỳ.

## Vụ việc trong kỳ

indicator-cases-handled = Tổng số vụ việc thực hiện trong kỳ
indicator-cases-handled-definition = Vụ việc đã thụ lý tính đến hết kỳ và chưa kết thúc trước ngày đầu kỳ, tức là kỳ trước chuyển sang cộng với thụ lý trong kỳ.
indicator-cases-carried-over = Kỳ trước chuyển sang
indicator-cases-carried-over-definition = Vụ việc thụ lý trước ngày đầu kỳ và chưa kết thúc trước ngày đó; vụ việc kết thúc đúng ngày đầu kỳ vẫn được tính.
indicator-cases-new = Thụ lý trong kỳ
indicator-cases-new-definition = Vụ việc có ngày thụ lý trong kỳ, tính cả ngày đầu và ngày cuối.
indicator-cases-closed = Kết thúc trong kỳ
indicator-cases-closed-definition = Vụ việc có ngày kết thúc trong kỳ, tính cả ngày đầu và ngày cuối, không phân biệt kết quả.
indicator-cases-carried-forward = Chuyển kỳ sau
indicator-cases-carried-forward-definition = Vụ việc thực hiện trong kỳ mà đến hết ngày cuối kỳ vẫn chưa kết thúc.
indicator-cases-closed-completed = Hoàn thành
indicator-cases-closed-completed-definition = Vụ việc kết thúc trong kỳ với kết quả hoàn thành.
indicator-cases-closed-not-continued = Không tiếp tục thực hiện
indicator-cases-closed-not-continued-definition = Vụ việc kết thúc trong kỳ vì không tiếp tục thực hiện trợ giúp pháp lý.
indicator-cases-closed-terminated = Đình chỉ
indicator-cases-closed-terminated-definition = Vụ việc kết thúc trong kỳ vì bị đình chỉ.

## Theo hình thức và tư cách tham gia

indicator-cases-handled-litigation = Tham gia tố tụng (thực hiện)
indicator-cases-handled-litigation-definition = Vụ việc thực hiện trong kỳ bằng hình thức tham gia tố tụng.
indicator-cases-handled-advice = Tư vấn pháp luật (thực hiện)
indicator-cases-handled-advice-definition = Vụ việc thực hiện trong kỳ bằng hình thức tư vấn pháp luật.
indicator-cases-handled-representation = Đại diện ngoài tố tụng (thực hiện)
indicator-cases-handled-representation-definition = Vụ việc thực hiện trong kỳ bằng hình thức đại diện ngoài tố tụng.
indicator-cases-new-litigation = Tham gia tố tụng (thụ lý)
indicator-cases-new-litigation-definition = Vụ việc thụ lý trong kỳ bằng hình thức tham gia tố tụng.
indicator-cases-new-advice = Tư vấn pháp luật (thụ lý)
indicator-cases-new-advice-definition = Vụ việc thụ lý trong kỳ bằng hình thức tư vấn pháp luật.
indicator-cases-new-representation = Đại diện ngoài tố tụng (thụ lý)
indicator-cases-new-representation-definition = Vụ việc thụ lý trong kỳ bằng hình thức đại diện ngoài tố tụng.
indicator-cases-new-litigation-defence = Bào chữa (thụ lý)
indicator-cases-new-litigation-defence-definition = Vụ việc tham gia tố tụng thụ lý trong kỳ mà người thực hiện là người bào chữa.
indicator-cases-new-litigation-protection = Bảo vệ quyền và lợi ích hợp pháp (thụ lý)
indicator-cases-new-litigation-protection-definition = Vụ việc tham gia tố tụng thụ lý trong kỳ mà người thực hiện là người bảo vệ quyền và lợi ích hợp pháp.
indicator-cases-closed-litigation = Tham gia tố tụng (kết thúc)
indicator-cases-closed-litigation-definition = Vụ việc tham gia tố tụng kết thúc trong kỳ.
indicator-cases-closed-advice = Tư vấn pháp luật (kết thúc)
indicator-cases-closed-advice-definition = Vụ việc tư vấn pháp luật kết thúc trong kỳ.
indicator-cases-closed-representation = Đại diện ngoài tố tụng (kết thúc)
indicator-cases-closed-representation-definition = Vụ việc đại diện ngoài tố tụng kết thúc trong kỳ.
indicator-cases-closed-litigation-defence = Bào chữa (kết thúc)
indicator-cases-closed-litigation-defence-definition = Vụ việc tham gia tố tụng kết thúc trong kỳ mà người thực hiện là người bào chữa.
indicator-cases-closed-litigation-protection = Bảo vệ (kết thúc)
indicator-cases-closed-litigation-protection-definition = Vụ việc tham gia tố tụng kết thúc trong kỳ mà người thực hiện là người bảo vệ quyền và lợi ích hợp pháp.

## Theo lĩnh vực, người thực hiện, nguồn

indicator-cases-handled-field = Thực hiện theo lĩnh vực
indicator-cases-handled-field-definition = Vụ việc thực hiện trong kỳ thuộc lĩnh vực pháp luật này; mỗi vụ việc ghi một lĩnh vực.
indicator-cases-closed-field = Kết thúc theo lĩnh vực
indicator-cases-closed-field-definition = Vụ việc kết thúc trong kỳ thuộc lĩnh vực pháp luật này; mỗi vụ việc ghi một lĩnh vực.
indicator-cases-closed-by-officer = Kết thúc do trợ giúp viên pháp lý
indicator-cases-closed-by-officer-definition = Vụ việc kết thúc trong kỳ mà người thực hiện sau cùng là trợ giúp viên pháp lý.
indicator-cases-closed-by-lawyer = Kết thúc do luật sư
indicator-cases-closed-by-lawyer-definition = Vụ việc kết thúc trong kỳ mà người thực hiện sau cùng là luật sư, gồm cả luật sư của Trung tâm, của tổ chức ký hợp đồng và của tổ chức đăng ký tham gia.
indicator-cases-closed-by-adviser = Kết thúc do tư vấn viên
indicator-cases-closed-by-adviser-definition = Vụ việc kết thúc trong kỳ mà người thực hiện sau cùng là tư vấn viên pháp luật của tổ chức ký hợp đồng hoặc của tổ chức đăng ký tham gia.
indicator-cases-closed-by-collaborator = Kết thúc do cộng tác viên
indicator-cases-closed-by-collaborator-definition = Vụ việc kết thúc trong kỳ mà người thực hiện sau cùng là cộng tác viên trợ giúp pháp lý.
indicator-cases-new-litigation-notified = Vụ việc tố tụng do cơ quan tiến hành tố tụng thông báo
indicator-cases-new-litigation-notified-definition = Vụ việc tham gia tố tụng thụ lý trong kỳ theo thông báo của cơ quan tiến hành tố tụng; việc cơ quan đó thông tin cho người dân không tính là thông báo.
indicator-cases-new-self-brought = Vụ việc do chính người thực hiện nhận về
indicator-cases-new-self-brought-definition = Vụ việc thụ lý trong kỳ, mọi hình thức, do chính người thực hiện trợ giúp pháp lý nhận về.

## Người được trợ giúp

indicator-persons-handled = Lượt người được trợ giúp pháp lý
indicator-persons-handled-definition = Đếm người được trợ giúp trong các vụ việc thực hiện trong kỳ; một vụ việc có thể có nhiều người, một người ở hai vụ việc là hai lượt.
indicator-persons-handled-male = Lượt người: nam
indicator-persons-handled-male-definition = Lượt người là nam trong các vụ việc thực hiện trong kỳ; người chưa ghi giới tính không tính vào nam hay nữ.
indicator-persons-handled-female = Lượt người: nữ
indicator-persons-handled-female-definition = Lượt người là nữ trong các vụ việc thực hiện trong kỳ; người chưa ghi giới tính không tính vào nam hay nữ.
indicator-persons-handled-category = Lượt người theo diện
indicator-persons-handled-category-definition = Lượt người trong các vụ việc thực hiện trong kỳ có diện báo cáo này; mỗi lượt người chỉ có một diện báo cáo.
indicator-persons-handled-ethnic-minority = Lượt người là dân tộc thiểu số
indicator-persons-handled-ethnic-minority-definition = Lượt người thuộc bất kỳ dân tộc nào ngoài dân tộc Kinh; người chưa ghi dân tộc không được tính.

## Chất lượng, thành công

indicator-cases-appraised = Vụ việc đã thẩm định chất lượng
indicator-cases-appraised-definition = Vụ việc có ngày thẩm định chất lượng trong kỳ, dù kết thúc vào lúc nào.
indicator-cases-appraised-litigation = Vụ việc tố tụng đã thẩm định
indicator-cases-appraised-litigation-definition = Vụ việc tham gia tố tụng có ngày thẩm định chất lượng trong kỳ.
indicator-appraised-pass-pct = Tỷ lệ đạt chất lượng trở lên
indicator-appraised-pass-pct-definition = Số vụ việc thẩm định trong kỳ xếp loại đạt, khá hoặc tốt chia cho tổng số vụ việc thẩm định trong kỳ; không có giá trị khi chưa thẩm định vụ việc nào.
indicator-litigation-successful = Vụ việc tố tụng thành công
indicator-litigation-successful-definition = Vụ việc tham gia tố tụng kết thúc trong kỳ đạt ít nhất một tiêu chí thành công; mỗi vụ việc chỉ tính một lần.
indicator-litigation-successful-criterion = Vụ việc thành công theo tiêu chí
indicator-litigation-successful-criterion-definition = Vụ việc tham gia tố tụng kết thúc trong kỳ đạt tiêu chí này theo Quyết định 1179/QĐ-BTP; một vụ việc có thể đạt nhiều tiêu chí.
indicator-litigation-successful-by-officer = Thành công do trợ giúp viên pháp lý
indicator-litigation-successful-by-officer-definition = Vụ việc tố tụng thành công mà người thực hiện sau cùng là trợ giúp viên pháp lý.
indicator-litigation-successful-by-lawyer = Thành công do luật sư
indicator-litigation-successful-by-lawyer-definition = Vụ việc tố tụng thành công mà người thực hiện sau cùng là luật sư.
indicator-success-rate-pct = Tỷ lệ vụ việc tố tụng thành công
indicator-success-rate-pct-definition = Số vụ việc tố tụng thành công chia cho số vụ việc tham gia tố tụng kết thúc trong kỳ; không có giá trị khi chưa kết thúc vụ việc nào.

## Truyền thông, tập huấn

indicator-outreach-events = Cuộc (điểm) truyền thông
indicator-outreach-events-definition = Đếm số cuộc, điểm truyền thông có ngày tổ chức trong kỳ; chương trình phát thanh, truyền hình tính riêng.
indicator-outreach-communes = Số xã được truyền thông
indicator-outreach-communes-definition = Đếm số xã khác nhau có cuộc truyền thông trong kỳ; một xã có nhiều cuộc chỉ tính một lần, cuộc không ghi xã thì không tính.
indicator-outreach-attendees = Lượt người tham dự truyền thông
indicator-outreach-attendees-definition = Cộng số người tham dự của các cuộc truyền thông trong kỳ.
indicator-outreach-leaflets = Tờ gấp, tài liệu cấp phát
indicator-outreach-leaflets-definition = Cộng số tờ gấp, tài liệu cấp phát tại các cuộc truyền thông trong kỳ.
indicator-outreach-events-group = Cuộc truyền thông theo nhóm đối tượng
indicator-outreach-events-group-definition = Đếm số cuộc truyền thông trong kỳ dành cho nhóm đối tượng này.
indicator-outreach-attendees-group = Lượt người theo nhóm đối tượng
indicator-outreach-attendees-group-definition = Cộng số người tham dự của các cuộc truyền thông trong kỳ dành cho nhóm đối tượng này.
indicator-outreach-communes-group = Số xã theo nhóm đối tượng
indicator-outreach-communes-group-definition = Đếm số xã khác nhau có cuộc truyền thông trong kỳ dành cho nhóm đối tượng này; một xã có thể tính ở nhiều nhóm.
indicator-radio-programmes = Chương trình phát thanh, truyền hình
indicator-radio-programmes-definition = Đếm số chương trình phát thanh, truyền hình có ngày phát trong kỳ.
indicator-training-courses = Lớp tập huấn, bồi dưỡng
indicator-training-courses-definition = Đếm số lớp tập huấn, bồi dưỡng có ngày tổ chức trong kỳ.
indicator-training-participants = Lượt người tập huấn
indicator-training-participants-definition = Cộng số người tham gia các lớp tập huấn, bồi dưỡng trong kỳ.

## Đơn vị tính

unit-visit = lượt
unit-guidance = việc
unit-case = vụ việc
unit-person-time = lượt người
unit-percent = %
unit-event = cuộc
unit-commune = xã
unit-leaflet = tờ
unit-programme = chương trình
unit-course = lớp
