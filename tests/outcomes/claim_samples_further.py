"""Further sentences that officials might write, as in ``claim_samples``: uncited claims, and what claims nothing.

Each set was written before the rules were changed for it. What was found of each when it was new stands in decision 24.
"""

from tests.outcomes.claim_samples import Lines


def _lines(text: str) -> list[str]:
    return text.strip().splitlines()


SIXTH: Lines = {
    "en": {
        "uncited": _lines("""
A clear majority of residents want the market to stay open on Sundays.
Several shopkeepers told us that deliveries before seven would put them out of business.
Concern about parking was by far the most common theme.
Many of those who wrote in were unhappy with the proposed fees.
Parents worried that the new route would make the walk to school less safe.
There was broad support for a lower speed limit in the old town.
Few objected to the longer licence period.
Most of the feedback dealt with noise at night.
Disabled people's groups pointed out that the ramp would be too steep.
We heard repeatedly that the form is too long.
Opinion was divided on whether dogs should be allowed in the park.
Nobody who took part argued for keeping the present rule.
About two thirds of the responses were in favour of option B.
One resident suggested moving the bus stop to the corner of Mill Street.
Farmers in the valley felt they had not been listened to in earlier rounds.
The consultation showed strong opposition to the surcharge.
Respondents from rural areas were more likely to disagree with Article 4.
It was often said that the deadline leaves too little time.
A number of organisations called for an independent review.
Businesses generally welcomed the simpler permit.
Cyclists asked for a separate lane on the bridge.
The public does not trust the existing complaints procedure.
We received 212 comments on Article 9.
Some thought the fine too low, others too high.
"""),
        "plain": _lines("""
The fee will be reviewed every two years.
Article 4 has been reworded so that the permit is valid for three years.
We have decided not to take up this proposal because the budget for this year is already committed.
Anyone who disagrees with the decision may appeal within thirty days.
Residents of the district may apply for a parking card from 1 March.
The inspector shall inform the owner in writing.
The Council considers that a separate lane is not needed on this stretch.
Most permits are issued within ten working days.
Some provisions enter into force at a later date.
The Department will publish a guide for shopkeepers before the summer.
Comments can be sent until midnight on 30 June.
This consultation concerned the draft regulation on street markets.
The next version of the draft will be published in September.
A person who operates a stall without a permit commits an offence.
We will write to every school in the district about the new route.
The number of accidents at this crossing fell from 14 to 6 last year.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
多数居民希望保留现有的停车位。
有商户反映，早上七点前送货的规定会影响经营。
不少意见认为罚款数额偏高。
大家最关心的是夜间噪音问题。
部分企业建议将过渡期延长至一年。
公众普遍支持降低限速。
家长们担心新路线会让孩子上学更不安全。
也有意见提出应当允许电子申请。
反对第五条的声音主要来自沿街商铺。
从收到的反馈来看，群众对收费标准不满意。
残疾人组织指出坡道过陡，轮椅难以通行。
三分之二的来信赞成乙方案。
仅有个别人员对延长许可期限表示异议。
关于养犬的问题，社会各界看法不一。
许多网民呼吁尽快出台配套措施。
有两位市民来信询问何时开始施行。
农户们觉得补偿标准太低。
本次征求意见共收到意见212条。
没有人主张维持现行规定。
业内人士认为检测周期过短不切实际。
一些居民要求公开检测结果。
此次征集中，停车难被提及最多。
绝大部分参与者同意设立独立的监督机构。
基层普遍反映表格过于繁琐。
"""),
        "plain": _lines("""
本办法自2027年1月1日起施行。
第四条已修改为许可证有效期三年。
因本年度预算已经安排完毕，我们决定不采纳该建议。
对处理决定不服的，可以在三十日内申请行政复议。
经营者应当在显著位置公示收费标准。
主管部门认为该路段不需要设置专用车道。
多数许可在十个工作日内办结。
部分条款自公布之日起六个月后施行。
市民可以于3月1日起申请停车证。
我们将在夏季之前发布商户指南。
征求意见的截止时间为6月30日24时。
下一版征求意见稿将于九月公布。
未取得许可擅自设摊的，处五百元以下罚款。
去年该路口的事故由14起下降到6起。
各区人民政府负责本辖区内的监督检查工作。
有关单位应当配合检查，不得拒绝。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
多數居民希望保留現有的停車格。
有店家反映，清晨七點前送貨的規定會影響生意。
不少民眾認為罰鍰金額過高。
大家最在意的是夜間噪音。
部分業者建議將緩衝期延長為一年。
民眾普遍支持調降速限。
家長擔心新的路線會讓孩子上學更危險。
也有團體主張應開放線上申請。
反對第五條的聲音主要來自沿街攤商。
從回饋意見看來，農民對補償標準並不滿意。
身心障礙團體指出坡道太陡，輪椅無法通行。
三分之二的來函贊成乙案。
僅少數人對延長許可期間表示疑慮。
對於飼主牽繩的規定，各界看法分歧。
許多網友呼籲儘速訂定配套措施。
有兩位市民來信詢問何時實施。
長者覺得申請表格字太小。
本次預告期間共收到意見212則。
沒有人主張維持現行規定。
學者專家多認為檢測週期過短。
一些里民要求公開檢測結果。
此次徵詢中，停車問題最常被提到。
絕大部分參與者同意設置獨立的監督單位。
基層員警反映表單過於繁複。
"""),
        "plain": _lines("""
本辦法自中華民國一百十六年一月一日施行。
第四條已修正為許可證有效期間三年。
因本年度預算已編列完畢，本案不予採納。
不服處分者，得於三十日內提起訴願。
業者應於明顯處所公告收費標準。
主管機關認為該路段無設置專用車道之必要。
多數許可案件於十個工作日內辦結。
部分條文自公布後六個月施行。
市民得自三月一日起申請停車證。
本局將於暑假前發布店家指引。
意見徵詢截止時間為六月三十日二十四時。
下一版草案預定於九月公告。
未經許可擅自設攤者，處新臺幣五千元以下罰鍰。
去年該路口事故件數由14件降至6件。
各直轄市政府負責轄內之監督檢查。
受檢查者不得規避、妨礙或拒絕。
"""),
    },
}

SEVENTH: Lines = {
    "en": {
        "uncited": _lines("""
Support for the proposal was strongest among tenants.
Hardly anyone defended the current opening hours.
Teachers said the reporting duty takes up too much of their time.
A handful of landlords threatened to sell if the rule came in.
Roughly one in five submissions raised the cost of heating.
Those living near the depot complained about fumes.
Views on the tax were mixed.
The majority did not comment on Article 12.
We were told that the website kept failing.
An overwhelming share of participants backed the ban.
Local traders fear losing customers during the works.
Campaigners and doctors alike urged us to act sooner.
In the hearing, speakers questioned the figures behind the forecast.
Young people in particular would like later trains.
Almost all comments on the annex were critical.
Doubts were expressed about whether the fund would be enough.
Neighbours objected to the height of the fence.
The most frequent request was for clearer signs.
Some contributors proposed a grace period of six months.
People are tired of waiting for an answer.
Only three of the replies mentioned the cost to small charities.
Unions were critical of the shorter notice period.
Two hospitals drew attention to the shortage of nurses.
Everyone agreed that the old rule had failed.
"""),
        "plain": _lines("""
The tax is due on the first working day of each month.
We accept this point and have added a grace period of six months.
Landlords must register each flat with the municipality.
The forecast rests on figures of the national statistics office.
Tenants who receive housing benefit are exempt.
A hearing was held in the town hall on 4 May.
The Ministry does not share this view.
Nothing in this Article affects the rights of employees.
In most cases the inspection takes less than an hour.
A majority of the members of the board forms a quorum.
Small charities pay half of the fee.
The depot will move to the new site in 2029.
Signs shall be placed at a height of at least two metres.
Each reply below states what we changed and why.
If the applicant objects, the authority shall decide within two weeks.
The ban applies to vehicles of more than 3.5 tonnes.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
租户对该方案的支持度最高。
几乎没有人替现行的开放时间辩护。
教师们表示报送任务占用了太多时间。
个别房东扬言规定一旦出台就卖房。
约五分之一的意见书提到供暖费用。
住在车场附近的群众投诉尾气污染。
对于这项税费，意见不尽一致。
较多的意见集中在第十二条。
据反映，网站经常打不开。
压倒多数的参与者拥护禁令。
周边商家害怕施工期间流失客源。
医生和志愿者都敦促我们早日行动。
听证会上，发言人质疑预测数据的依据。
年轻人尤其盼望延长末班车时间。
附件部分的评论几乎都是批评。
有人怀疑基金规模是否足够。
邻居们不同意围墙加高。
最常见的诉求是把标志设置得更清楚。
有观点认为应当给予六个月的宽限期。
老百姓等答复已经等得不耐烦了。
只有三份答卷提及小型慈善组织的负担。
工会对缩短通知期提出批评。
两家医院提醒注意护士短缺。
各方一致认为旧规定已经失效。
"""),
        "plain": _lines("""
税款应当于每月第一个工作日缴纳。
我们接受这一意见，增加了六个月的宽限期。
出租人应当向所在地街道办事处登记备案。
预测依据国家统计局公布的数据。
领取住房补贴的租户免予缴纳。
5月4日在市政厅举行了听证会。
主管部门对此持不同看法。
本条规定不影响劳动者的合法权益。
大多数情况下检查不超过一小时。
全体委员过半数出席方可举行会议。
小型慈善组织减半收取。
车场将于2029年迁往新址。
标志的设置高度不得低于两米。
以下逐条说明修改内容及理由。
申请人有异议的，主管机关应当在两周内作出决定。
本禁令适用于3.5吨以上的车辆。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
租客對此方案的支持度最高。
幾乎沒有人為現行開放時間辯護。
教師表示填報作業占用過多時間。
少數房東揚言規定上路就賣屋。
約五分之一的意見書提到暖氣費用。
住在調車場附近的鄉親抱怨廢氣。
對於這項稅費，意見不一。
較多意見集中在第十二條。
據反映，網站經常無法連線。
壓倒性多數的參與者擁護禁令。
周邊商家害怕施工期間流失客源。
醫師與志工都敦促本府及早行動。
公聽會上，發言者質疑推估數據的依據。
年輕人尤其盼望延後末班車。
附件部分的評論幾乎都是批評。
有人懷疑基金規模是否足夠。
鄰居不同意圍牆加高。
最常見的訴求是標誌要更清楚。
有論者認為應給予六個月的寬限期。
老百姓等回覆等到不耐煩。
只有三份回函提及小型慈善團體的負擔。
工會對縮短預告期間提出批評。
兩家醫院提醒護理人力短缺。
各方一致認為舊規定已經失靈。
"""),
        "plain": _lines("""
稅款應於每月第一個工作日繳納。
本部接受此項意見，增訂六個月的寬限期。
出租人應向所在地區公所辦理登記。
推估依據行政院主計總處公布之資料。
領有租金補貼之承租人免予繳納。
5月4日於市政大樓舉行公聽會。
主管機關對此持不同見解。
本條規定不影響勞工之權益。
大多數情形下檢查不超過一小時。
委員會應有全體委員過半數之出席，始得開會。
小型慈善團體減半收費。
調車場將於118年遷至新址。
標誌設置高度不得低於二公尺。
以下逐條說明修正內容及理由。
申請人有異議者，主管機關應於二週內決定。
本禁令適用於3.5公噸以上之車輛。
"""),
    },
}

EIGHTH: Lines = {
    "en": {
        "uncited": _lines("""
The strongest reactions concerned the proposed charge for garden waste.
Around 60% of the replies to question 3 were supportive.
A common worry was that small clubs would lose their funding.
Local historians reminded us that the wall is older than the plan assumes.
Not everyone was convinced by the figures on traffic.
Many replies touched on the state of the footpaths.
It is clear from the workshops that trust in the operator is low.
The petition against the closure gathered broad backing.
Volunteers at the food bank described long queues on Fridays.
Only one reply favoured the higher threshold.
Carers would find the new hours hard to combine with work.
The general feeling at the meeting was that the plan had come too late.
There was little appetite for a second vote.
Students said they could not afford the deposit.
We were struck by how many people mentioned loneliness.
Readers of the draft found the definitions confusing.
Industry was concerned about the cost of certification.
Comments on Part 2 were overwhelmingly negative.
Some said yes, some said no, and a few did not mind.
The idea of a night market proved popular with younger residents.
Fishermen rejected the new quota outright.
Several councils queried the timetable.
Respondents' main objection was to the lack of an appeal.
Few people had anything to say about Schedule 1.
Dog owners are up in arms about the new leash rule.
"""),
        "plain": _lines("""
The charge for garden waste will be 40 pounds a year.
Schedule 1 lists the forms that may be used.
Clubs with fewer than fifty members are exempt from the fee.
We agree and have changed the definition in section 2.
The threshold follows from the directive.
Part 2 deals with quotas and how they are shared out.
Owners must keep dogs on a leash between April and July.
The workshops took place in May and June.
A licence holder may object to the decision within 28 days.
Students enrolled at a recognised school pay a reduced deposit.
The operator has to publish its accounts each year.
We do not intend to hold a second vote.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
关于垃圾收费，反应最强烈的是老旧小区。
问题三的答复中约六成表示赞成。
小微企业最怕的是检测费用上涨。
代表们在分组讨论时对补贴口径争论较大。
从座谈情况看，基层对考核指标意见较多。
有委员提出，第八条的表述不够明确。
也有不同声音，认为步子迈得太快。
来自养殖户的意见大多围绕补偿展开。
反对票主要集中在城南片区。
快递小哥们说电梯限时让他们天天赶。
很少有人提到附则。
参加座谈的三家企业均主张推迟施行。
热线接到的电话里，问得最多的是退费。
群众呼声最高的是增加夜班车。
多位律师对举证责任的分配提出不同看法。
据不完全统计，八成以上网友给方案打了好评。
医护人员对排班条款颇有微词。
村里的老人更愿意到窗口办。
征求意见期间，共有57人次致电表达关切。
物业公司普遍觉得整改期限太紧。
意见分歧主要在第十条。
公众参与热情高涨。
不支持的理由五花八门。
社会各界对草案总体给予积极评价。
家有幼儿的市民尤其看重母婴室。
"""),
        "plain": _lines("""
垃圾处理费按户每月收取八元。
附则规定本条例的施行日期。
小微企业享受减半征收的优惠政策。
第八条已根据立法技术规范作了文字修改。
整改期限为六个月，可以延长一次。
座谈会定于5月12日召开。
举证责任依照民事诉讼法的规定确定。
养犬人应当为犬只佩戴嘴套。
我们认为，补贴口径与上位法一致，不作调整。
夜班车的运营时间为22时至次日5时。
物业公司应当公示收支情况。
申请退费的，应当提交原始凭证。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
關於垃圾費隨袋徵收，老舊社區反彈最大。
題組三的答覆約六成表示贊成。
微型業者最怕檢驗費用上漲。
與會代表對補助標準爭論甚久。
從各場次座談看來，第一線人員對考核指標意見頗多。
有委員提出，第八條文字不夠明確。
也有不同聲音，認為步調過快。
養殖戶的意見多半圍繞在補償金。
反對票主要集中在南區。
外送員說電梯限時讓他們天天趕。
很少人提到附則。
出席的三家公司均主張延後施行。
專線接到的電話中，問得最多的是退費。
鄉親呼聲最高的是增開夜班車。
多位律師對舉證責任之分配提出不同看法。
平臺上八成以上網友按讚。
醫護人員對排班條款頗有微詞。
部落長輩比較願意到櫃檯辦理。
預告期間，共有57人次來電表達關切。
管委會普遍覺得改善期限太緊。
爭議集中在第十條。
附議人數衝破五千，足見民意沸騰。
不支持的理由五花八門。
各界對草案多給予正面評價。
家有幼兒的市民尤其看重哺集乳室。
"""),
        "plain": _lines("""
垃圾處理費按戶每月收取新臺幣八十元。
附則規定本自治條例之施行日期。
微型業者適用減半徵收之優惠。
第八條已依法制體例酌作文字修正。
改善期限為六個月，得展延一次。
座談會訂於5月12日召開。
舉證責任依民事訴訟法之規定。
飼主應為犬隻配戴口罩。
本府認為補助標準與中央法規一致，不予調整。
夜班車營運時間為22時至翌日5時。
管理委員會應公告收支情形。
申請退費者，應檢附正本憑證。
"""),
    },
}

NINTH: Lines = {
    "en": {
        "uncited": _lines("""
Commuters would gladly pay a little more for a later bus.
The response from schools was muted.
Time and again the question of who pays came up.
What angered many was the short notice.
Sheep farmers see the fence as a danger to their animals.
A large share of the online answers came from tenants.
Objectors claimed that the wetland would dry out.
Nurses spoke of exhaustion and of shifts without a break.
Hardly a letter failed to mention the car park.
Those against outnumbered those in favour by two to one.
Amateur anglers have little time for the new permit.
The village is split down the middle over the bypass.
Our correspondents were at one on the need for a bridge.
Over a hundred signatures were gathered for keeping the library.
Elderly visitors find the steps too steep.
Enthusiasm for the tram has cooled since the last round.
More women than men backed the night lighting.
There is a feeling abroad that decisions were taken beforehand.
The trade press called the levy a disaster.
People we met in the market laughed at the idea.
Several written answers quoted the ombudsman.
The loudest protest came from the allotments.
Young families put playgrounds first.
No community group asked for the old route back.
Landowners accept the principle but dispute the map.
"""),
        "plain": _lines("""
The levy is payable by the end of the quarter.
Steps steeper than one in twelve must have a handrail.
The bridge will be open to traffic in November.
This section sets out how the map was drawn.
A permit is needed for fishing between dusk and dawn.
The library keeps its present opening hours.
Signatures may be given on paper or online.
We have taken the route out of the draft.
Tenants who leave before the end of the term must give notice.
The ombudsman reports to Parliament every year.
Two new trams were ordered in March.
The authority may refuse a permit if the conditions are not met.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
上班族愿意多付一点钱换取末班车延后。
学校方面反应平平。
谁来出钱的问题被一问再问。
最让大家恼火的是通知太急。
养羊户把围栏看作隐患。
网上答卷有相当比例来自租户。
反对的一方声称湿地会干涸。
护士们讲到了连轴转的疲惫。
几乎每封来信都提了停车场。
反对者是支持者的两倍。
钓鱼爱好者对新的许可证不感冒。
全村为绕行路吵成了两派。
写信的人都认为桥非建不可。
一百多人签名要求保留图书馆。
来馆的老人嫌台阶陡。
比起上一轮，大家对电车的热度降了。
女性比男性更赞成加装路灯。
坊间流传着早已内定的说法。
业内媒体把这项收费称作灾难。
集市上碰到的摊主对这个设想一笑置之。
几份书面答复引用了监察专员的报告。
嗓门最大的是菜园的租种人。
年轻家庭把游乐场排在第一位。
没有一个社区组织要求恢复旧线路。
地主们认同原则，但对地图有异议。
"""),
        "plain": _lines("""
该项收费应当于季度末前缴清。
坡度大于十二分之一的台阶应当设置扶手。
该桥将于十一月通车。
本节说明地图的绘制方法。
夜间垂钓须持许可证。
图书馆维持现行开放时间。
可以在纸上或者网上签名。
我们已将该线路从草案中删去。
租户提前退租的，应当提前通知。
监察专员每年向议会报告工作。
三月份订购了两辆新电车。
不符合条件的，主管机关可以不予许可。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
上班族願意多付一點錢換取末班車延後。
校方反應平平。
由誰出錢的問題一再被問起。
最讓大家火大的是通知太趕。
牧羊戶把圍籬看成隱憂。
線上問卷有相當比例來自房客。
反對的一方聲稱濕地會乾涸。
護理師談到連續值班的疲憊。
幾乎每封信都寫到停車場。
反對者是支持者的兩倍。
釣友對新的許可證興趣缺缺。
全村為了外環道吵成兩派。
投書的人一面倒認為橋非蓋不可。
一百多人連署要求保留圖書館。
來館的長輩嫌階梯太陡。
和上一輪相比，大家對電車的熱度降了。
女性比男性更贊成加裝路燈。
坊間盛傳早已內定。
業界媒體把這項規費形容為災難。
市集遇到的攤商對此構想一笑置之。
幾份書面答覆引用了監察院的報告。
聲量最大的是菜園承租人。
年輕家庭把遊戲場排在第一順位。
沒有一個社區團體要求恢復舊路線。
地主認同原則，但對圖資有意見。
"""),
        "plain": _lines("""
該項規費應於每季末日前繳清。
坡度大於十二分之一之階梯應設扶手。
該橋預定於十一月通車。
本節說明圖資之繪製方法。
夜間垂釣須持許可證。
圖書館維持現行開放時間。
得以紙本或線上方式簽名。
本府已將該路線自草案刪除。
承租人提前終止租約者，應預先通知。
監察院每年提出工作報告。
三月間訂購兩列新電車。
不符條件者，主管機關得不予許可。
"""),
    },
}

TENTH: Lines = {
    "en": {
        "uncited": _lines("""
Patients' groups asked for a longer transition.
The hospital association regards the reporting duty as excessive.
Of those who answered question 5, a clear majority preferred the second option.
Teachers' unions rejected the idea of Saturday lessons.
Small producers see themselves at a disadvantage.
Some felt that the fines were out of proportion.
The fishing industry considers the quotas too strict.
Data protection experts pointed to gaps in Article 9.
Pupils would like school to start later.
Numerous replies called for clearer wording.
Insurers doubt that the premium can be held.
There was agreement that something has to change.
Reservations were voiced about the central register.
Parents with several children would be hit hardest, many said.
Pharmacies reported shortages of staff.
The chamber of commerce welcomed the simpler procedure.
Hardly any reply dealt with the annexes.
Doctors working in rural areas fear a loss of income.
A recurring request was for free travel for pupils.
Two thirds rated the information provided as good.
"""),
    },
    "zh-hans": {
        "uncited": _lines("""
患者团体请求延长过渡期。
医院协会认为报告义务过重。
在回答第五题的人中，明显多数倾向第二方案。
教师工会反对周六上课的设想。
小生产者觉得自己处于劣势。
有人认为罚款畸重。
渔业界认为配额过严。
数据保护专家指出第九条存在漏洞。
学生们希望推迟上学时间。
大量回复要求表述更加清晰。
保险公司怀疑保费能否稳住。
大家都认为必须有所改变。
对于集中登记，也有人持保留态度。
不少人说，多子女家庭受影响最大。
药店反映人手不足。
商会对简化程序表示欢迎。
几乎没有回复涉及附件。
在农村执业的医生担心收入减少。
学生免费乘车是反复出现的诉求。
三分之二的人对所提供的信息评价良好。
"""),
    },
    "zh-hant": {
        "uncited": _lines("""
病友團體請求延長過渡期間。
醫院協會認為通報義務過重。
回答第五題者中，明顯多數傾向第二案。
教師工會反對週六上課的構想。
小農覺得自己居於劣勢。
有人認為罰鍰過重。
漁業界認為配額過嚴。
個資專家指出第九條有漏洞。
學生希望延後到校時間。
大量回覆要求文字更清楚。
保險業者懷疑保費能否維持。
大家都認為必須有所改變。
對於集中登錄，亦有人持保留態度。
不少人說，多子女家庭受影響最大。
藥局反映人手不足。
商會對簡化程序表示歡迎。
幾乎沒有回覆涉及附件。
偏鄉執業的醫師擔心收入減少。
學生免費搭車是一再出現的訴求。
三分之二的人對所提供資訊評價良好。
"""),
    },
}
