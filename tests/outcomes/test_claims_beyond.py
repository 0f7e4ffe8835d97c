"""Sentences beyond those the lists were first made from: uncited claims, wrong figures, and what claims nothing."""

import pytest

from consult.outcomes.claims import ALL, Source, check

SOURCES = {
    ALL: Source(
        ALL, "All", 100, 90, 95, {"support": 30, "amend": 10, "oppose": 55, "not-stated": 5},
        {"published": 95, "hidden": 5},
    ),
    "theme:noise": Source("theme:noise", "noise", 20, 18, 20, {"support": 2, "oppose": 18}, is_argument=True),
    "art-3": Source("art-3", "Article 3", 8, 8, 8, {"support": 5, "oppose": 3}),
}  # fmt: skip
UNCITED_ENGLISH = """
Most people support this.
Most of those who wrote in are in favour.
The vast majority of respondents favoured the plan.
A large majority favoured the change.
Two in three were against.
Only a handful of people objected.
A handful of respondents disagreed.
Few objected.
Hardly anyone disagreed.
Public opinion is on our side.
There was strong support for the proposal.
There was widespread concern about parking.
Support was overwhelming.
Opposition came mainly from landlords.
Respondents were generally positive.
Respondents were divided.
The consultation showed clear backing for Article 3.
The feedback we received was mostly favourable.
Feedback was positive.
The responses show that the town wants the park.
Local people want the park.
The community is behind us.
The public wants this.
The public is in favour.
Citizens are worried about noise.
Commenters raised the issue of noise.
Respondents raised concerns over cost.
Respondents highlighted the cost.
Respondents noted that the fee is high.
Many called for a lower fee.
Many raised concerns.
Many were worried about the fee.
Most were in favour.
Most favour the plan.
The bulk of responses supported the plan.
Almost all agreed.
Nearly all responses supported it.
Virtually everyone agreed.
It was widely felt that the fee is too high.
It has been suggested that the fee be cut.
Some have suggested a lower fee.
Some commenters called for a ban.
One respondent said the fee is too high.
A resident wrote that the fee is too high.
A number of consultees were against.
Consultees broadly agreed.
Stakeholders agreed with the proposal.
Industry opposes the change.
Trade unions oppose the change.
Critics say the fee is too high.
Opponents argue the fee is too high.
Supporters argue the fee is fair.
Voters back the plan.
The overwhelming view was that the fee is too high.
The prevailing view was against.
The consensus was that we should go on.
Opinion was split.
Views were mixed.
The general feeling was one of relief.
No objections were received.
We received no objections.
There were no objections.
There were 55 objections.
We received 200 responses.
200 responses were received.
300 people signed a petition against.
Over 90% backed the scheme.
Nine in ten backed the scheme.
Three quarters opposed it.
A third were against.
A quarter of submissions mentioned noise.
Twice as many opposed as supported.
More people opposed than supported the plan.
Supporters outnumbered opponents.
Those in favour outnumber those against.
Half were against.
The main concern was cost.
The most common concern was noise.
The most frequently raised issue was parking.
The most popular suggestion was a park.
Numerous submissions mention parking.
Countless people wrote about this.
Scores of residents wrote in.
Plenty of people like the idea.
Everyone likes the idea.
All agreed.
Nobody objected.
None objected.
Not a single person objected.
People are unhappy with the fee.
People like the plan.
People overwhelmingly want the plan.
Residents fear more traffic.
Parents worry about safety.
Disabled people asked for ramps.
Young people prefer buses.
Women told us they feel unsafe.
As people said, the fee is too high.
As was said by people, the fee is too high.
It was said that the fee is too high.
We were told that the fee is too high.
We have been told the fee is too high.
We were asked to lower the fee.
The suggestion was made to lower the fee.
Calls for a lower fee were heard.
There were calls for a lower fee.
There is broad agreement that the fee is too high.
There is a strong desire for change.
People said the fee is too high.
Most residents near the harbour dislike the new timetable.
A clear majority spoke out for longer opening hours.
Nearly two thirds were happy with the draft.
Many cyclists felt unsafe on the bridge.
Not one respondent defended the toll.
Few people had anything good to say about the toll.
Everyone we heard from wants the library to stay.
Almost half of those who replied preferred the second option.
Some feared that shops would close.
Others pointed to the cost of repairs.
It was repeatedly argued that the deadline is too short.
Several schools asked for a crossing.
The toll was unpopular.
The proposal was widely criticised.
Local shops were strongly against the pedestrian zone.
Seven in ten backed the night bus.
Over 400 people signed the petition against the toll.
We received 58 letters about the ferry.
The most frequent request was for more benches.
Older residents in particular were worried about the stairs.
There was hardly any resistance to article 9.
No complaints were made about the fee.
The community has made it clear that it wants the ferry.
Opponents of the toll were in the minority.
Supporters of the plan were in the majority.
Two respondents asked for an exemption.
One in five submissions dealt with noise.
All respondents agreed that the square is too dark.
The public has lost patience with the works.
A great many of the letters deal with dust.
People keep telling us that the ferry is late.
Commuters would rather have a bus lane.
Feedback from traders was lukewarm.
Only one person liked the slogan.
""".strip().splitlines()
UNCITED_SIMPLIFIED = """
多数人支持。
多数意见支持本条。
多数支持本条。
绝大多数意见赞成。
绝大部分网民认为罚款过高。
大部分意见认为罚款过高。
大多数来信反对。
有意见认为罚款过高。
有意见提出罚款过高。
有意见指出罚款过高。
有的意见提出应当降低罚款。
有的提出应当降低罚款。
有的部门和地方建议降低罚款。
有的常委会组成人员提出，应当降低罚款。
有的代表提出降低罚款。
有的专家建议降低罚款。
有些部门、企业建议修改。
一些地方和企业反映负担过重。
有人认为罚款过高。
有人说罚款过高。
有网友表示罚款过高。
有市民反映噪音大。
有公众提出罚款过高。
有读者来信反映噪音大。
不少人担心噪音。
不少公众提出噪音问题。
不少意见提出应当降低。
很多人觉得太贵。
许多市民觉得太贵。
大家都觉得太贵。
大家普遍赞成。
大家一致同意。
社会各界普遍认为应当修改。
社会各方面普遍赞成。
社会反响热烈。
各方面普遍赞成草案。
各方面总体赞成草案。
各方面意见比较一致。
公众普遍支持。
公众对此反应强烈。
公众高度关注第三条。
群众反映强烈。
群众意见很大。
人民群众强烈要求修改。
人民群众期盼降低罚款。
老百姓觉得太贵。
民意支持本条。
民意一边倒。
民意显示支持。
舆论普遍支持。
普遍认为罚款过高。
普遍反映罚款过高。
一致认为罚款过高。
意见一致赞成。
意见主要集中在第三条。
意见集中在第三条。
主要意见是罚款过高。
意见基本赞成。
总体上赞成草案。
支持者居多。
反对者居多。
反对意见占多数。
赞成意见占主流。
赞成的占多数。
支持的意见远多于反对的意见。
支持的人多于反对的人。
赞成多于反对。
反对者寥寥无几。
几乎没有人反对。
几乎无人反对。
没有人反对。
没有反对意见。
未收到反对意见。
未收到不同意见。
无不同意见。
个别人反对。
个别意见认为过高。
少数人反对。
极少数人反对。
近半数意见反对。
半数以上意见反对。
过半意见反对。
过半数反对。
超过一半的意见反对。
一半以上的人反对。
三分之二的意见反对。
三分之二反对。
六成意见反对。
六成受访者反对。
六成以上反对。
近八成赞成。
约七成五支持。
55%的意见反对。
反对的占55%。
百分之五十五的意见反对。
共收到意见200条。
共收到200条意见。
收到公众意见二百条。
收到意见建议200余条。
共征集意见建议1,234条。
收到200多封来信。
两百多名市民联名反对。
3000人次参与。
有200家企业提出意见。
200户居民反对。
有12个单位提出意见。
收到12家单位反馈意见。
反馈意见以反对为主。
以反对意见为主。
反响热烈。
呼声很高。
要求降低罚款的呼声很高。
争议较大。
争论较多。
质疑声不断。
引发热议。
引起广泛关注。
受到群众欢迎。
深得民心。
家长们担心安全。
多数商户不愿意提前打烊。
大部分受访居民倾向于第二方案。
近三分之二的受访者满意。
不少骑行者觉得桥上不安全。
没有一位居民为收费辩护。
很少有人看好这项收费。
来信者几乎都希望保留图书馆。
有人担忧店铺会关门。
还有人提到维修费用。
有声音认为期限太短。
多所学校请求增设人行横道。
收费不得人心。
该方案广受批评。
沿街商铺强烈反对步行街。
七成支持夜班车。
收到关于轮渡的来信58封。
呼声最高的是增设座椅。
老年居民尤其担心楼梯。
第九条几乎没有阻力。
收费方面没有收到投诉。
对轮渡的看法不尽相同。
反对收费的属于少数。
支持者占了大头。
两位网友要求豁免。
五分之一的意见涉及噪声。
全体受访者都认为广场太暗。
群众已经失去耐心。
来信中大量提到扬尘。
市民一再反映轮渡晚点。
通勤者更想要公交专用道。
听证会上群情激愤。
商户反应平淡。
许多家长想保留老校区。
几乎人人称赞新步道。
""".strip().splitlines()
UNCITED_TRADITIONAL = """
多數民眾支持本條。
多數意見認為罰鍰過高。
多數均贊成。
多數贊成。
大多數人贊成。
絕大多數網友反對。
有意見認為罰鍰過高。
有意見指出罰鍰過高。
有民眾反映罰鍰過高。
有民眾建議降低罰鍰。
有網友認為太貴。
有網友質疑。
有論者主張。
有學者認為罰鍰過高。
有團體建議修正。
部分民眾認為過高。
部分團體反對。
部分縣市政府建議修正。
部分業者表示窒礙難行。
業者普遍反對。
各界普遍支持。
各界多表贊同。
各界多所疑慮。
各界迭有建議。
外界質疑罰鍰過高。
外界多有質疑。
外界關切本條。
社會大眾普遍支持。
社會大眾多數贊成。
社會各界關注。
社會觀感不佳。
國人普遍支持。
國人多數支持。
鄉親們都支持。
鄉親反映太貴。
住戶們反對。
里民反映噪音。
與會人士多數贊成。
與會代表一致同意。
與會者均表同意。
與會單位無意見。
機關均無意見。
無人表示反對。
無反對意見。
未接獲反對意見。
未收到任何意見。
不少民眾擔心。
許多人覺得太貴。
很多民眾覺得太貴。
大家都覺得太貴。
民意普遍支持。
主流民意支持。
民調顯示六成支持。
六成民眾贊成。
逾六成贊成。
近七成反對。
七成五的意見反對。
三分之二的意見反對。
過半數民眾反對。
過半反對。
逾半數反對。
半數意見反對。
共收到意見200則。
共計收到200件意見。
計有200人提出意見。
計收到200位民眾意見。
200位民眾連署反對。
二百餘位民眾連署。
反對意見居多。
贊成者居多。
贊成者眾。
反對者眾。
贊成意見多於反對意見。
贊成比例高於反對。
正反意見並陳。
正反意見各半。
意見分歧。
意見兩極。
尚無共識。
已有共識。
已獲共識。
多所批評。
屢有陳情。
迭有民眾陳情。
時有民眾抱怨。
民怨四起。
反彈聲浪大。
質疑聲浪不斷。
呼聲甚高。
廣獲好評。
多數店家不願提早打烊。
大部分受訪住戶偏好方案二。
近三分之二的受訪者滿意。
不少單車族覺得橋上不安全。
沒有一位民眾為收費辯護。
鮮少有人看好這項收費。
來信者幾乎都希望保留圖書館。
有人憂心店面會倒閉。
另有民眾提及維修費用。
有聲音認為期限過短。
多所學校請求增設行人穿越道。
收費不得民心。
本方案飽受批評。
沿街店家強烈反對徒步區。
七成支持夜間公車。
共接獲渡輪相關來信58封。
呼聲最高者為增設座椅。
年長里民尤其擔心樓梯。
第九條幾無阻力。
收費部分未接獲投訴。
對渡輪之看法不一而足。
反對收費者屬少數。
支持者占大宗。
兩位網友要求豁免。
五分之一的意見涉及噪音。
全體受訪者均認為廣場太暗。
民眾已失去耐心。
來信多提及揚塵。
市民一再反映渡輪誤點。
通勤族寧可要公車專用道。
公聽會上群情激憤。
商家反應冷淡。
許多家長想保留老校區。
幾乎人人稱讚新步道。
""".strip().splitlines()
WRONG = """
Twice as many supported as opposed [[all]].
More people supported than opposed the plan [[all]].
Supporters outnumbered opponents [[all]].
Only 3 people opposed [[all]].
Only three opposed [[all]].
Three opposed it and 97 supported it [[all]].
Of 100 comments, 90 supported [[all]].
97 supported it, 3 opposed it [[all]].
97 were in favour [[all]].
90 supported it [[all]].
5 people opposed it [[all]].
30 people opposed it [[all]].
10 people opposed it [[all]].
100 people opposed it [[all]].
90 people opposed it [[all]].
95 people opposed it [[all]].
100 people supported it [[all]].
No one opposed it [[all]].
Few opposed it [[all]].
Only a few people opposed it [[all]].
A handful of people opposed it [[all]].
A small minority opposed it [[all]].
A minority opposed it [[all]].
Most people wanted quiet [[theme:noise]].
Almost everyone supported it [[all]].
Nearly all respondents supported it [[all]].
The vast majority of respondents favoured it [[all]].
An overwhelming majority supported it [[all]].
Support was unanimous [[all]].
There was little opposition [[all]].
There was no opposition [[all]].
There was overwhelming support [[all]].
Opposition was limited [[all]].
Feedback was positive [[all]].
Responses were overwhelmingly positive [[all]].
Public opinion is in favour [[all]].
60% support [[all]].
60 per cent backed it [[all]].
60% of respondents are for it [[all]].
Sixty percent supported it [[all]].
Four out of five supported it [[all]].
Half supported it [[all]].
Half of respondents supported it [[all]].
Nearly half of those who commented supported it [[all]].
20% of people mentioned noise and 80% supported [[theme:noise]].
20% of comments supported it [[theme:noise]].
8% of comments opposed [[art-3]].
100% of respondents supported it [[all]].
只有3人反对[[all]]。
仅三人反对[[all]]。
97人赞成，3人反对[[all]]。
97人赞成[[all]]。
赞成97，反对3[[all]]。
赞成的97条，反对的3条[[all]]。
赞成意见97条，反对意见3条[[all]]。
赞成者97人[[all]]。
收到意见200条[[all]]。
共收到意见200条[[all]]。
共收到200条意见[[all]]。
收到意见建议200条[[all]]。
多数人赞成[[all]]。
多数赞成[[all]]。
赞成者居多[[all]]。
赞成意见占多数[[all]]。
绝大多数赞成[[all]]。
赞成多于反对[[all]]。
支持率达90%[[all]]。
支持率为九成[[all]]。
九成支持[[all]]。
九成以上支持[[all]]。
百分之九十的意见赞成[[all]]。
百分之九十赞成[[all]]。
无人反对[[all]]。
没有反对意见[[all]]。
反对的只有个别人[[all]]。
个别人反对[[all]]。
极少数人反对[[all]]。
少数意见反对[[all]]。
半数意见赞成[[all]]。
近半数意见赞成[[theme:noise]]。
一半人赞成[[theme:noise]]。
各界普遍赞成[[all]]。
公众普遍支持[[all]]。
各方面一致赞成[[all]]。
100人反对[[all]]。
90人反对[[all]]。
100条意见反对[[all]]。
5人反对[[all]]。
百分之五的人反对[[all]]。
两百多人支持[[all]]。
僅3人反對[[all]]。
97人贊成，3人反對[[all]]。
贊成97則，反對3則[[all]]。
贊成者97人[[all]]。
共收到意見200則[[all]]。
計收到200則意見[[all]]。
多數贊成[[all]]。
多數均贊成[[all]]。
多數意見支持[[all]]。
贊成者居多[[all]]。
贊成者占多數[[all]]。
逾九成贊成[[all]]。
九成五贊成[[all]]。
支持度達90%[[all]]。
百分之九十贊成[[all]]。
無反對意見[[all]]。
無人反對[[all]]。
少數人反對[[all]]。
各界普遍支持[[all]]。
各界均表贊成[[all]]。
與會者一致贊成[[all]]。
100位民眾反對[[all]]。
二百餘人支持[[all]]。
""".strip().splitlines()
RIGHT = """
Most opposed it [[all]].
More people opposed it than supported it [[all]].
55 of 100 comments opposed it [[all]].
55% opposed it, 30% supported it and 10% supported it with changes [[all]].
40 of those who took a view supported it and 55 opposed it [[all]].
We received 100 comments from 90 people in 95 submissions [[all]].
20 comments were about noise, of which 18 opposed [[theme:noise]].
18 of the 20 comments on noise opposed it, 2 supported it [[theme:noise]].
One in five comments was about noise [[theme:noise]].
Fewer than half supported it [[all]].
Less than half of respondents supported it [[all]].
A minority supported it [[all]].
Not everyone agreed [[all]].
Not all respondents supported it [[all]].
Not many people supported it [[art-3]].
不到一半的意见赞成[[all]]。
并非所有人赞成[[all]]。
共收到100条意见，其中55条反对，30条赞成[[all]]。
收到90人的100条意见[[all]]。
关于噪音的20条意见中18条反对[[theme:noise]]。
反对的多于赞成的[[all]]。
反對者多於贊成者[[all]]。
""".strip().splitlines()
NO_CLAIM = """
We will publish the rules in May.
Most of the streets are paved.
The council received a report of 40 pages.
People can write to us until 3 May.
Residents may apply for a permit.
Some articles were renumbered.
All comments will be answered.
Comments are published after moderation.
The majority of seats are elected.
Please tell us what you think.
If you disagree you can ask for a second look.
多数条款自公布之日起施行。
居民可以在5月3日前提出申请。
本条所称单位，是指3人以上的组织。
公众可以通过网站提出意见。
请各单位于5月3日前回复意见。
任何人不得拒绝。
感谢社会各界的关心与支持。
本草案共20條，第三條規定三人以上得組成團體。
民眾得於十四日內提出意見。
The rules apply to all residents of the district.
Most of the work is done by volunteers.
All owners may object within 30 days.
Half of the fee is due in May.
A third of the fine is waived.
Few streets are that narrow.
Some proposed changes are technical.
No person may object twice.
A participant who objects gives a reason.
Residents may ask for a review.
If residents object, the council holds a hearing.
The majority of the board is elected.
We read all comments and thank everybody who wrote.
The support service helps 300 people a year.
Three officers are on duty.
Support is paid monthly.
Many of the trees are old.
The objection is decided within a month.
A summary of the comments is published.
The draft has 12 articles, most of them short.
Each response is kept for five years.
The form asks whether you agree.
本条例所称居民，是指在本市居住的人。
多数票通过的决定，应当公告。
当事人没有异议的，可以当场执行。
无不同意见的，主持人宣布通过。
居民可以对收费标准提出意见。
有权机关提出处理建议的，应当说明理由。
经过半数业主同意，可以使用维修资金。
国家支持企业开展技术创新。
支持中小企业发展，坚持预防为主。
任何单位和个人有权举报。
部分条款自公布之日起施行。
全体职工代表大会每年召开一次。
有关单位提出申请的，应当在十日内答复。
罚款不得超过货值金额的百分之三十。
我们认真阅读了每一条意见。
主管部门应当听取公众意见。
社会团体可以依法提起诉讼。
住户反映的问题，应当登记。
應經股東表決權過半數之同意。
出席委員過半數同意始得決議。
當事人無異議者，得逕行裁定。
申請人逾期未提出意見者，視為同意。
各機關應於三十日內回復意見。
物之所有人得提出異議。
本辦法施行後，其程序並無不同。
任何人不得妨礙。
政府支持地方產業發展。
有下列情形之一者，不予許可。
多數股份由政府持有。
三人以上得組成團體。
罰鍰以三分之一為限。
主管機關得邀請專家學者提供意見。
民眾申請閱覽，應填具申請書。
本條例用詞，定義如下。
The council shall publish the register each January.
A licence is granted for five years at most.
Every applicant may ask for the file.
Half of the seats are filled every two years.
The fee is set at 3 per cent of the turnover.
No permit is needed for gatherings of fewer than fifty persons.
The committee decides by a two-thirds majority.
Thank you for writing to us about the ferry.
We have sent your letter to the harbour office.
The toll pays for the upkeep of the bridge.
Article 7 applies to vehicles over 3.5 tonnes.
Parents who live outside the district may apply as well.
The ferry carried 40,000 people last year.
Several streets will be closed during the works.
Most of the budget goes to maintenance.
If you are not satisfied with this reply, you can ask for a review.
The owner informs the tenants in writing.
Support is available from the advice centre on weekdays.
An objection does not suspend the decision.
Participants must register by noon.
A third lane will be added in 2027.
Many of these rules already exist in the building code.
The library lends books to all residents free of charge.
Comments can be sent until midnight on 3 June.
The majority owner appoints the chair.
主管部门应当每年一月公布名录。
许可证有效期最长为五年。
申请人可以查阅案卷。
委员每两年改选半数。
费用按营业额的百分之三收取。
五十人以下的集会无需许可。
委员会以三分之二多数通过决议。
感谢您来信反映轮渡问题。
您的来信已转交港务部门。
收费用于桥梁养护。
第七条适用于三点五吨以上的车辆。
居住在区外的家长也可以申请。
轮渡去年运送四万人。
施工期间部分道路封闭。
预算大部分用于养护。
对本答复不满意的，可以申请复核。
业主应当书面通知租户。
工作日可到服务中心咨询。
提出异议不停止决定的执行。
参加者应当在中午前登记。
2027年增设第三车道。
其中许多规定在建筑规范中已有。
图书馆免费向全体居民开放。
意见可在6月3日前提交。
多数股东委派董事长。
主管機關應於每年一月公布名錄。
許可證之有效期間最長為五年。
申請人得閱覽卷宗。
委員每兩年改選半數。
費用按營業額百分之三收取。
五十人以下之集會無須許可。
委員會以三分之二多數決議之。
感謝您來信關心渡輪問題。
您的來信已轉交港務單位。
收費用於橋梁養護。
第七條適用於三點五公噸以上之車輛。
居住區外之家長亦得申請。
渡輪去年載運四萬人。
施工期間部分道路封閉。
預算大部分用於養護。
對本回復不服者，得申請覆核。
所有人應以書面通知承租人。
平日可至服務中心洽詢。
提出異議不停止處分之執行。
參加人應於中午前完成登記。
116年增設第三車道。
其中許多規定於建築法規已有明文。
圖書館免費供全體居民使用。
意見得於6月3日前提出。
過半數股份之股東得召集會議。
感谢所有来信的朋友。
感謝所有來信的朋友。
部分居民可以申请补贴。
""".strip().splitlines()


@pytest.mark.parametrize("text", [*UNCITED_ENGLISH, *UNCITED_SIMPLIFIED, *UNCITED_TRADITIONAL])
def test_a_claim_that_cites_nothing_is_named(text: str) -> None:
    assert {one.kind for one in check(text, SOURCES)} == {"uncited"}


@pytest.mark.parametrize("text", WRONG)
def test_a_figure_or_a_share_that_the_cited_counts_do_not_bear_out_is_named(text: str) -> None:
    assert {one.kind for one in check(text, SOURCES)} & {"number", "share", "quantity"}


@pytest.mark.parametrize("text", RIGHT)
def test_what_the_cited_counts_bear_out_passes(text: str) -> None:
    assert check(text, SOURCES) == []


@pytest.mark.parametrize("text", NO_CLAIM)
def test_a_sentence_of_law_or_of_a_reply_claims_nothing(text: str) -> None:
    assert check(text, SOURCES) == []
