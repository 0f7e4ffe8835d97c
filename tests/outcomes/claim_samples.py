"""Sentences that officials might write of what was received, for test_claim_samples.

``uncited`` claim something and cite nothing; ``wrong`` cite what doesn’t bear them out (the figures are in
test_claim_sentences); ``plain`` claim nothing. Each set was written before the rules
were changed for it, and measured before anything was learned from it.
"""

Lines = dict[str, dict[str, list[str]]]


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


FIRST: Lines = {
    "en": {
        "uncited": _lines("""
Traders told us the new hours would cost them their early customers.
Many parents worried about the crossing near the school.
A number of respondents pointed out that the map is out of date.
Almost everyone who wrote in wanted the trees to stay.
Cyclists in particular felt ignored by the draft.
The proposal met with considerable opposition from shop owners.
Views were split on whether dogs should be allowed.
Only a handful of people objected to the higher fine.
Local businesses were broadly content with the parking scheme.
Several letters described long waits at the counter.
It was widely felt that the notice period is too short.
Older residents asked for more benches along the path.
There were repeated calls for a lower speed limit.
Nobody questioned the need for a flood wall.
Taxi drivers complained that the rank would be too small.
Half of those who replied would rather keep the old timetable.
Some contributors doubted that the budget would be enough.
The public has made it clear that it does not want the toll.
Concerns about noise came up again and again.
Disability groups welcomed the wider doors but wanted them sooner.
"""),
        "wrong": _lines("""
Most people opposed the plan [[all]].
A majority of comments were against the draft [[all]].
45 people objected to it [[all]].
In total, 120 comments were received [[all]].
Ninety people took part [[all]].
80 % were in favour [[all]].
Three quarters of the comments opposed the fee [[all]].
Everyone supported the change [[all]].
Nobody was against it [[all]].
Two thirds rejected it [[all]].
Seventy-five respondents agreed with the draft as it stands [[all]].
Of the comments on this article, 6 were against it [[art-3]].
Fifteen people commented on this article [[art-3]].
Most of those who commented on the article supported it [[art-3]].
Only two people opposed the article [[art-3]].
More people opposed it than supported it [[all]].
One in ten was against the plan [[all]].
Fewer than half were in favour [[all]].
Supporters were in the minority [[all]].
All twelve commenters opposed the article [[art-3]].
"""),
        "plain": _lines("""
Thank you for taking the time to write.
The council will decide on the budget in March.
Section 4 now says that stalls must close by ten.
We have corrected the map on page 12.
The market has 120 stalls and two car parks.
The rule applies to all shops with more than five employees.
Under the Act, most permits are valid for three years.
The works will start in May and take about eight weeks.
The fee covers only the cost of cleaning.
People who live in the zone can apply for a permit online.
Three bus lines stop at the station.
We cannot change the speed limit on the trunk road, because the state is responsible for it.
Half of the cost is paid by the region.
Many of the trees on the square are more than eighty years old.
Anyone may ask for a copy of the plan at the counter.
The office will publish a report every year.
Residents receive the notice two weeks before works begin.
The court requires a majority of judges to agree.
Several roads in the north were flooded last spring.
Parents must register their child by 1 June.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
不少居民担心施工噪音影响休息。
沿街商户普遍反映停车难。
多数来信人希望保留原有线路。
有群众提出，公示时间太短。
家长们最关心的是学校门口的安全。
社会各界对收费标准意见较大。
绝大部分人认可本次调整。
业内人士认为处罚力度偏轻。
只有个别人不同意提高罚款额度。
反对的声音主要来自出租车司机。
大家一致赞成增设无障碍通道。
部分网民质疑资金来源不透明。
老年人强烈要求增加座椅。
关于养犬的规定，各方分歧明显。
企业代表建议延长过渡期。
征求意见期间，市民反响热烈。
没有人对防洪堤的必要性提出异议。
一半以上的反馈不支持新时刻表。
许多人表示看不懂附件的图纸。
群众呼声最高的是降低限速。
"""),
        "wrong": _lines("""
多数人反对该方案[[all]]。
超过半数的意见不赞成草案[[all]]。
有45人表示反对[[all]]。
共收到意见120条[[all]]。
共有九十人参与[[all]]。
80%的意见表示支持[[all]]。
四分之三的意见反对收费[[all]]。
所有人都支持这一修改[[all]]。
没有人反对[[all]]。
三分之二的人不同意[[all]]。
七十五人完全赞同草案[[all]]。
对本条的意见中，6条表示反对[[art-3]]。
就本条提出意见的有十五人[[art-3]]。
对本条提出意见的人大多表示支持[[art-3]]。
仅有两人反对本条[[art-3]]。
反对的多于支持的[[all]]。
一成意见反对[[all]]。
支持的不到一半[[all]]。
支持者占少数[[all]]。
十二条意见全部反对本条[[art-3]]。
"""),
        "plain": _lines("""
感谢您对本市工作的关心。
预算由市人民代表大会审议决定。
第四条修改为：摊位应当在二十二时前停止营业。
我们已更正第12页的地图。
市场现有摊位120个、停车场两处。
本规定适用于员工五人以上的商店。
依照法律规定，多数许可证有效期为三年。
工程将于五月开工，工期约八周。
收费仅用于支付保洁成本。
居住在区域内的居民可以在线申请通行证。
三条公交线路在该站停靠。
国道限速由省级部门管理，本市无权调整。
费用的一半由省财政承担。
广场上的许多树木树龄超过八十年。
任何人均可在窗口查阅规划图。
主管部门每年公布执行情况报告。
施工前两周应当书面告知周边居民。
合议庭评议案件，实行少数服从多数的原则。
去年春季，北部多条道路被淹。
家长应当在6月1日前为子女报名。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
不少住戶擔心夜間施工太吵。
沿街店家普遍反映停車不便。
多數來函者希望保留原有路線。
有民眾指出公告期間太短。
家長最在意的是校門口的安全。
各界對收費標準頗有微詞。
絕大多數人認同這次調整。
業者認為罰則過輕。
僅少數人不同意提高罰鍰。
反對聲浪主要來自計程車司機。
大家都贊成增設無障礙坡道。
部分網友質疑經費來源不透明。
年長者強烈要求增設座椅。
對於養犬規定，各方看法分歧。
公會代表建議延長過渡期。
徵詢期間，市民迴響熱烈。
無人質疑興建堤防的必要性。
過半回饋不支持新時刻表。
許多人表示看不懂附圖。
里民呼聲最高的是調降速限。
"""),
        "wrong": _lines("""
多數人反對本案[[all]]。
超過半數的意見不贊成草案[[all]]。
有45人表示反對[[all]]。
共收到意見120則[[all]]。
共有九十人參與[[all]]。
80%的意見表示支持[[all]]。
四分之三的意見反對收費[[all]]。
所有人都支持這項修正[[all]]。
沒有人反對[[all]]。
三分之二的人不同意[[all]]。
七十五人完全贊同草案[[all]]。
對本條的意見中，6則表示反對[[art-3]]。
就本條提出意見者有十五人[[art-3]]。
對本條表示意見者大多支持[[art-3]]。
僅兩人反對本條[[art-3]]。
反對者多於支持者[[all]]。
一成意見反對[[all]]。
支持者不到一半[[all]]。
支持者居於少數[[all]]。
十二則意見全數反對本條[[art-3]]。
"""),
        "plain": _lines("""
感謝您撥冗來信。
預算將由市議會於三月審議。
第四條修正為攤位應於晚間十時前結束營業。
本局已更正第12頁的地圖。
市場現有攤位120處、停車場兩處。
本辦法適用於員工五人以上之商店。
依法，多數許可證之有效期間為三年。
工程預計五月開工，工期約八週。
收費僅用於支應清潔成本。
住在管制區內的居民可線上申請通行證。
三條公車路線停靠該站。
省道速限由公路主管機關訂定，本府無權調整。
經費的一半由中央補助。
廣場上許多樹木的樹齡超過八十年。
任何人均得至櫃檯閱覽計畫圖。
主管機關每年公布執行情形。
施工前兩週應以書面通知附近住戶。
合議庭以過半數之意見決定。
去年春天，北區多條道路淹水。
家長應於6月1日前為子女完成報名。
"""),
    },
}
SECOND: Lines = {
    "en": {
        "uncited": _lines("""
Shopkeepers feared that the works would drive customers away.
Quite a few tenants described damp flats and broken lifts.
The majority would prefer a later start.
Commuters were unhappy with the longer route.
Opinion was divided over the statue.
Young people said they had nowhere to meet in the evening.
Respondents overwhelmingly backed the ban.
Hardly anyone defended the current rules.
Farmers urged us to wait until after the harvest.
Environmental groups criticised the lack of figures.
Many of you asked why the bridge is closed on Sundays.
The idea of a night bus was popular.
Resistance came mainly from the hotel trade.
Two out of three wanted longer opening hours.
Swimmers and sports clubs called for warmer water.
In their comments, neighbours mentioned smell and litter.
Not one person spoke against the playground.
Most contributions dealt with the price of tickets.
Dissatisfaction with the tender was common.
Carers, too, found the form too long.
"""),
        "wrong": _lines("""
The plan was rejected by most of those who wrote [[all]].
Over a hundred people opposed it [[all]].
Thirty comments were against the draft [[all]].
We received 85 submissions [[all]].
A total of 60 people commented [[all]].
Forty per cent were opposed [[all]].
A third of all comments opposed the plan [[all]].
Every comment supported it [[all]].
No one supported the plan [[all]].
Nearly all comments were against it [[all]].
Support came from 45 people [[all]].
Ten of the twelve comments opposed the article [[art-3]].
Twenty people wrote about this article [[art-3]].
The article was supported by a majority [[art-3]].
Only three comments disagreed with the article [[art-3]].
Opponents outnumbered supporters [[all]].
One in two opposed it [[all]].
Hardly anybody supported it [[all]].
Few were in favour [[all]].
Half of the comments on the article opposed it [[art-3]].
"""),
        "plain": _lines("""
The draft takes effect on 1 January.
We agree and have deleted the second sentence.
Your comment is about the railway, which the state runs.
Drivers with a permit may park there for two hours.
The library is open six days a week.
Most of the money comes from the lottery fund.
Tenants may appeal within one month.
The bridge carries about 9,000 vehicles a day.
No permit is needed for fewer than ten people.
The department will check the figures and publish them.
Everyone who holds a ticket can use the lift.
The committee consists of seven members, three of them elected.
A guide in plain language is on our site.
Some of the paths will be closed during the works.
For these reasons the proposal is not adopted.
Schools with fewer than 40 pupils are exempt.
The noise was measured at four places in June.
Employers have to inform their staff in writing.
All vehicles over 7.5 tonnes use the bypass.
The consultation is open until 30 April.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
店主们担心施工会赶走顾客。
相当一部分租户反映房屋潮湿、电梯故障。
大部分人更愿意推迟实施。
上班族对绕行路线不满。
对于雕塑的去留，看法不一。
青年人表示晚上没有活动场所。
受访者压倒性地支持禁令。
几乎没有人为现行规定辩护。
农户恳请等到秋收以后再实施。
环保组织批评数据不足。
很多人问大桥为什么周日封闭。
夜班公交的设想颇受欢迎。
阻力主要来自酒店行业。
三分之二的人希望延长开放时间。
游泳爱好者和体育团体呼吁提高水温。
周边居民在意见中提到异味和垃圾。
无一人反对建设游乐场。
来信多集中在票价问题上。
对招标结果的不满较为普遍。
护理人员也觉得表格太长。
"""),
        "wrong": _lines("""
写信的人大多否定了该方案[[all]]。
一百多人反对[[all]]。
三十条意见反对草案[[all]]。
共收到85份意见书[[all]]。
总共有60人提出意见[[all]]。
四成意见反对[[all]]。
三分之一的意见反对该方案[[all]]。
每一条意见都表示支持[[all]]。
无人支持该方案[[all]]。
几乎全部意见都反对[[all]]。
表示支持的有45人[[all]]。
十二条意见中有十条反对本条[[art-3]]。
二十人对本条发表了意见[[art-3]]。
半数以上支持本条[[art-3]]。
只有三条意见不同意本条[[art-3]]。
反对意见比支持意见多[[all]]。
每两人中就有一人反对[[all]]。
支持者寥寥无几[[all]]。
赞成的意见只占少数[[all]]。
半数意见反对本条[[art-3]]。
"""),
        "plain": _lines("""
本办法自1月1日起施行。
该意见予以采纳，已删去第二句。
您的意见涉及铁路，铁路由国家有关部门管理。
持证车辆可以在此停放两小时。
图书馆每周开放六天。
资金大部分来自彩票公益金。
承租人可以在一个月内申请复核。
该桥日均通行车辆约9000辆。
十人以下的活动无需许可。
主管部门将核实并公布数据。
凡持票乘客均可使用电梯。
委员会由七人组成，其中三人由选举产生。
网站上提供通俗版说明。
施工期间部分步道将封闭。
基于上述理由，该建议不予采纳。
学生不足四十人的学校不适用本条。
六月在四处测量了噪声。
用人单位应当书面告知职工。
七点五吨以上的车辆一律绕行。
本次征求意见截至4月30日。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
店家擔心施工會趕走客人。
相當多租戶反映房屋潮濕、電梯故障。
大部分人寧可延後實施。
通勤族對繞道路線不滿。
對於雕像的去留，意見不一。
年輕人表示晚上沒有地方聚會。
受訪者壓倒性支持禁令。
幾乎無人替現行規定辯護。
農民懇請等到收成後再實施。
環保團體批評數據不足。
很多人問大橋為何週日封閉。
夜間公車的構想頗受歡迎。
阻力主要來自旅館業。
三分之二的人希望延長開放時間。
泳客與體育團體呼籲提高水溫。
鄰近住戶在意見中提到異味與垃圾。
無一人反對設置遊戲場。
來信多集中於票價問題。
對招標結果的不滿相當普遍。
照顧者也覺得表格太長。
"""),
        "wrong": _lines("""
來信者大多否定本案[[all]]。
一百多人反對[[all]]。
三十則意見反對草案[[all]]。
共收到85份意見書[[all]]。
總共有60人提出意見[[all]]。
四成意見反對[[all]]。
三分之一的意見反對本案[[all]]。
每一則意見都表示支持[[all]]。
無人支持本案[[all]]。
幾乎所有意見都反對[[all]]。
表示支持的有45人[[all]]。
十二則意見中有十則反對本條[[art-3]]。
二十人對本條發表意見[[art-3]]。
半數以上支持本條[[art-3]]。
只有三則意見不同意本條[[art-3]]。
反對意見比支持意見多[[all]]。
每兩人就有一人反對[[all]]。
支持者寥寥可數[[all]]。
贊成意見僅占少數[[all]]。
半數意見反對本條[[art-3]]。
"""),
        "plain": _lines("""
本辦法自1月1日施行。
所提意見已參採，並刪除第二句。
所提意見涉及鐵路，屬中央主管機關權責。
持證車輛得於該處停放兩小時。
圖書館每週開放六天。
經費大部分來自公益彩券盈餘。
承租人得於一個月內申請複查。
該橋每日約有9,000輛車通行。
十人以下之活動免申請許可。
主管機關將查核並公布數據。
持票旅客均可搭乘電梯。
委員會由七人組成，其中三人由選舉產生。
網站備有易讀版說明。
施工期間部分步道將封閉。
基於上述理由，本項建議未予參採。
學生未滿四十人之學校不適用本條。
六月間曾於四處量測噪音。
雇主應以書面告知員工。
七點五噸以上車輛一律改行外環道。
本次意見徵詢至4月30日截止。
"""),
    },
}
THIRD: Lines = {
    "en": {
        "uncited": _lines("""
Pharmacists warned of shortages in winter.
The consensus among gardeners was that the hoses should stay.
Almost all fishing clubs rejected the closed season.
What mattered most to parents was the walk to school.
Fewer than a dozen people defended the old tariff.
We received strong backing for the cycle lane.
The hardest criticism came from tenants on the upper floors.
One in four did not understand the form.
Landlords, on the other hand, saw no need for the register.
No comment spoke in favour of the second gate.
Grandparents would have liked a ramp.
The mood in the hall was hostile.
People are tired of roadworks.
A lot of anger was directed at the contractor.
As many people liked the mural as disliked it.
Feedback on the app has been poor.
Many wondered who will pay for the upkeep.
Hikers and riders both claimed the narrow path.
Everybody agrees that the stairs are dangerous.
Newcomers found the signs confusing.
"""),
        "wrong": _lines("""
Twenty people objected [[all]].
The draft was opposed by 40 people [[all]].
Opposition came from half of those who wrote [[all]].
Nine out of ten comments were in favour [[all]].
A clear majority of those commenting on the article backed it [[art-3]].
There were 115 comments in all [[all]].
80 comments were received [[all]].
Not a single person objected to the article [[art-3]].
Barely a tenth supported the draft [[all]].
Both sides were equally strong [[all]].
50 % of the comments on this article supported it [[art-3]].
Five of twelve opposed the article [[art-3]].
We heard from 95 people [[all]].
Critics formed the majority [[all]].
Close to 90 people supported the draft [[all]].
Support was unanimous [[all]].
Nobody supported the article [[art-3]].
Two in five comments opposed the plan [[all]].
The vast majority rejected the draft [[all]].
All respondents agreed [[all]].
"""),
        "plain": _lines("""
Pharmacies must keep a list of stock.
Gardens smaller than 50 square metres are not covered.
The closed season begins on 15 March.
The path to the school is 600 metres long.
We will test the new form with a dozen users.
The state pays for the cycle lane.
Tenants on the upper floors are moved first.
One in four buildings has no lift.
Landlords must enter themselves in the register by July.
The second gate is paid for by the port.
A ramp costs about 40,000.
The hall seats 300 people.
Roadworks last until the autumn.
The contractor is liable for damage.
The mural will be restored.
The app is free of charge.
Who pays for the upkeep is laid down in section 9.
Riders use the wide path.
The stairs do not meet the standard.
The signs will be replaced in three languages.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
药师提醒冬季可能断货。
园丁们的共识是保留水管。
几乎所有钓鱼协会都不接受禁渔期。
家长最看重的是上学路上的安全。
为旧费率说话的人不到十个。
自行车道的设想得到广泛响应。
批评最激烈的是高层租户。
四分之一的人看不懂表格。
房东则认为没有必要登记。
没有一条意见赞成设第二道门。
不少老人希望加装坡道。
会场气氛对立。
百姓对反复施工早已厌烦。
怒气主要冲着承包商。
喜欢壁画的和不喜欢的各占一半。
对应用程序的评价不高。
很多人想知道养护费由谁出。
徒步者和骑行者都想独占小路。
人人都说楼梯危险。
新来的居民觉得路牌难懂。
"""),
        "wrong": _lines("""
二十人表示反对[[all]]。
草案遭到40人反对[[all]]。
反对意见占一半[[all]]。
九成意见赞成[[all]]。
对本条提出意见的绝大多数表示赞成[[art-3]]。
意见合计115条[[all]]。
收到意见80条[[all]]。
没有一个人反对本条[[art-3]]。
仅一成支持草案[[all]]。
正反意见各占一半[[all]]。
本条意见中50%赞成[[art-3]]。
十二人中有五人反对本条[[art-3]]。
参与者有95人[[all]]。
反对者占多数[[all]]。
近90人支持草案[[all]]。
意见一致支持[[all]]。
本条无人支持[[art-3]]。
五分之二的意见反对该方案[[all]]。
绝大多数意见否定草案[[all]]。
全体来信人同意[[all]]。
"""),
        "plain": _lines("""
药店应当登记库存。
五十平方米以下的花园不适用本规定。
禁渔期自3月15日开始。
到学校的步道长600米。
我们将请十余名用户试用新表格。
自行车道由国家出资。
高层租户先行搬迁。
四分之一的楼房没有电梯。
房东应当在七月前登记。
第二道门由港口出资修建。
一条坡道约需四万元。
会场可容纳300人。
施工持续至秋季。
承包商承担赔偿责任。
壁画将予以修复。
应用程序免费使用。
养护费用由谁承担，见第九条。
骑行者走宽路。
楼梯不符合标准。
路牌将更换为三种语言。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
藥師提醒冬季恐缺貨。
園丁的共識是保留水管。
幾乎所有釣魚協會都不接受禁漁期。
家長最看重的是通學步道的安全。
替舊費率說話的人不到十位。
自行車道的構想獲得廣泛迴響。
批評最力的是高樓層租客。
四分之一的人看不懂表格。
房東則認為沒有必要登錄。
沒有一則意見贊成設第二道門。
不少長輩希望加裝坡道。
會場氣氛對立。
民眾早已厭倦反覆施工。
怒氣主要衝著承包商。
喜歡壁畫的與不喜歡的各半。
對應用程式的評價不高。
很多人想知道養護費由誰出。
健行者與騎士都想獨占小徑。
人人都說樓梯危險。
新住民覺得路牌難懂。
"""),
        "wrong": _lines("""
二十人表示反對[[all]]。
草案遭40人反對[[all]]。
反對意見占一半[[all]]。
九成意見贊成[[all]]。
對本條提出意見者絕大多數贊成[[art-3]]。
意見合計115則[[all]]。
收到意見80則[[all]]。
沒有一個人反對本條[[art-3]]。
僅一成支持草案[[all]]。
正反意見各半[[all]]。
本條意見中50%贊成[[art-3]]。
十二人中有五人反對本條[[art-3]]。
參與者有95人[[all]]。
反對者占多數[[all]]。
近90人支持草案[[all]]。
意見一致支持[[all]]。
本條無人支持[[art-3]]。
五分之二的意見反對本案[[all]]。
絕大多數意見否定草案[[all]]。
全體來信者同意[[all]]。
"""),
        "plain": _lines("""
藥局應登錄庫存。
五十平方公尺以下的花園不適用本規定。
禁漁期自3月15日開始。
通學步道長600公尺。
本局將請十餘名使用者試用新表格。
自行車道由中央出資。
高樓層租客先行搬遷。
四分之一的大樓沒有電梯。
房東應於七月前登錄。
第二道門由港務公司出資興建。
一座坡道約需四萬元。
會場可容納300人。
施工持續至秋季。
承包商負賠償責任。
壁畫將予修復。
應用程式免費使用。
養護費用由誰負擔，規定於第九條。
騎士行駛寬路。
樓梯不符標準。
路牌將更換為三種語言。
"""),
    },
}
FOURTH: Lines = {
    "en": {
        "uncited": _lines("""
Beekeepers begged us to delay the spraying.
Wheelchair users found the new ramps too steep.
The reaction of the allotment holders was mixed.
A good many writers enclosed photographs of the damage.
Publicans dreaded another summer without outdoor tables.
No respondent questioned the aim of the scheme.
What people missed most was the late ferry.
Around a third of the letters praised the staff.
Anglers regard the closed season as too short.
The draft split the village.
Hoteliers and restaurant owners joined in the criticism.
In general, readers liked the shorter version.
There was no appetite for a second vote.
Young mothers in particular welcomed the crossing.
You raised this point yourselves in many letters.
Support for the weir was lukewarm.
Those living nearby were strongly against the mast.
One submission after another mentioned the smell.
Dog walkers had no objection to the leash rule.
The word most often used was unfair.
"""),
        "plain": _lines("""
Dog walkers may use the lower path.
Drivers received a letter in May.
Visitors to the museum paid an entrance fee until 2019.
Engineers measured the bridge in June.
Farmers who lost crops can claim compensation.
The owners moved out before the works began.
Pupils from three schools visited the plant.
The mast was built in 1998.
Users of the app need a password.
Staff were trained in the new procedure.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
养蜂人恳求推迟喷药。
坐轮椅的市民嫌新坡道太陡。
菜园承租户反应不一。
不少来信附上了受损照片。
酒馆老板怕夏天又不能摆桌。
没有人质疑该计划的目的。
大家最怀念的是末班渡轮。
约三分之一的来信表扬了工作人员。
钓友们认为禁渔期太短。
全村为此吵成两派。
酒店和餐馆经营者也加入批评。
总的来说，读者更喜欢简短版本。
没人愿意再投一次票。
年轻母亲尤其欢迎这条斑马线。
你们在许多来信中也提到了这一点。
对拦河坝的支持并不热烈。
住在附近的人坚决反对建塔。
一封又一封来信提到异味。
遛狗的人对牵绳规定没有意见。
用得最多的词是“不公平”。
"""),
        "plain": _lines("""
遛狗人可以走下面的小路。
驾驶人五月收到了通知书。
参观者在2019年以前需购票入场。
工程师六月测量了桥梁。
农作物受损的农户可以申请补偿。
业主在施工前已经搬离。
三所学校的学生参观了水厂。
该塔建于1998年。
使用该应用需要密码。
工作人员已接受新流程培训。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
蜂農懇求延後噴藥。
坐輪椅的市民嫌新坡道太陡。
菜園承租戶反應不一。
不少來信附上受損照片。
酒館老闆怕夏天又不能擺桌。
沒有人質疑本計畫的目的。
大家最懷念的是末班渡輪。
約三分之一的來信稱讚工作人員。
釣友認為禁漁期太短。
全村為此吵成兩派。
旅館與餐廳業者也加入批評。
整體而言，讀者比較喜歡精簡版。
沒人願意再表決一次。
年輕媽媽尤其歡迎這條斑馬線。
各位在許多來信中也提到這一點。
對攔河堰的支持並不熱烈。
住在附近的人堅決反對設塔。
一封接一封的來信提到異味。
遛狗的人對牽繩規定沒有意見。
用得最多的詞是「不公平」。
"""),
        "plain": _lines("""
遛狗者得行走下方小徑。
駕駛人五月收到通知書。
參觀者於2019年以前須購票入場。
工程師六月測量橋梁。
農作物受損之農戶得申請補償。
所有人於施工前已遷出。
三所學校的學生參觀了淨水場。
該塔建於1998年。
使用該應用程式需要密碼。
工作人員已完成新流程訓練。
"""),
    },
}
FIFTH: Lines = {
    "en": {
        "uncited": _lines("""
Members of the swimming club asked us to keep the outdoor pool.
Many letters called for cheaper day tickets.
Local doctors supported the smoke-free zone.
The reduction of the fee was welcomed by most families.
A recurring theme was the lack of lighting.
Several associations requested a longer period for comment.
Criticism focused on the cost of the new building.
Residents of the old town mostly rejected through traffic.
Few people saw a need for a second bridge.
Market traders agreed with the new layout but not with its date.
Opponents argued that the data were out of date.
Respondents from rural areas reported poor bus links.
"""),
        "plain": _lines("""
The new layout takes effect in April.
Bus links are a matter for the region.
The outdoor pool stays open.
Doctors must report such cases within a day.
We have extended the period for comment.
The bridge is inspected twice a year.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
游泳协会会员要求保留露天泳池。
许多来信呼吁降低日票价格。
本地医生支持设立无烟区。
多数家庭欢迎降低收费。
照明不足是被反复提及的问题。
多家协会申请延长征求意见时间。
批评主要集中在新楼造价上。
老城区居民大多反对过境交通。
认为需要第二座桥的人很少。
市场商户同意新布局，但不同意实施日期。
反对者认为数据已经过时。
农村地区的受访者反映公交不便。
"""),
        "plain": _lines("""
新布局四月起实施。
公交线路由市级部门负责。
露天泳池继续开放。
医生应当在一日内报告此类病例。
我们已延长征求意见时间。
该桥每年检查两次。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
游泳協會會員要求保留露天泳池。
許多來信呼籲調降日票票價。
在地醫師支持設置無菸區。
多數家庭歡迎調降收費。
照明不足是一再被提及的問題。
多個協會請求延長徵詢期間。
批評主要集中於新大樓造價。
舊城區居民大多反對過境車流。
認為需要第二座橋的人很少。
市場攤商同意新配置，但不同意實施日期。
反對者認為數據已過時。
偏鄉受訪者反映公車不便。
"""),
        "plain": _lines("""
新配置四月起實施。
公車路線由市府交通局主管。
露天泳池繼續開放。
醫師應於一日內通報該類病例。
本局已延長徵詢期間。
該橋每年檢測兩次。
"""),
    },
}
