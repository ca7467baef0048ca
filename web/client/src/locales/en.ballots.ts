// English of votes and stances, wherever they are shown.
export const ballots = {
  // the words of a vote
  '表决': 'Votes', '赞成': 'For', '反对': 'Against', '弃权': 'Abstain', '举手表决': 'Show of hands', '记名投票': 'Named ballot',
  '无记名投票': 'Secret ballot', '通过': 'Passed', '未通过': 'Not passed', '未达法定人数': 'No quorum', '当选': 'Carried',
  '过半数': 'more than half', '三分之二以上': 'at least two thirds', '超过 {0}': 'more than {0}', '{0} 以上': 'at least {0}',
  '作出选择的票（弃权不算）': 'votes for or against', '所投的票': 'votes cast', '实到人数': 'those present', '应到人数': 'those entitled',
  '{0}{1}': '{1} of {0}', '票数最多': 'The most votes', '应到人数{0}到会': '{0} of those entitled here', '至少 {0} 人到会': 'at least {0} here',
  '{0}即为通过；法定人数：{1}。': 'Carried by: {0}. Quorum: {1}.', '{0}即为通过；不设法定人数。': 'Carried by: {0}. No quorum.',

  // the card
  '正在表决': 'Voting now', '已投 {0}，应投 {1}': '{0} of {1} have voted', '；': '; ', '还有 {0} 秒': '{0} s left', '展开': 'Show',
  '您列席会议，不参加这次表决。': 'You observe this meeting and have no vote here.', '您投了：{0}': 'You voted: {0}.',
  '已经记下。表决结束前可以改。': 'It is recorded. You can change it until the close.', '表决结果': 'Result', '表决已取消': 'Vote cancelled',
  '理由：{0}': 'Reason: {0}', '您的选择': 'Your choice', '最多选 {0} 项': 'Choose at most {0}', '先选一项': 'Choose first', '没有改动': 'Nothing changed',
  '投出这一票': 'Cast this vote', '改投': 'Change my vote', '正在投…': 'Casting…', '表决名单': 'Who voted what', '{0} 人': '{0}', '没有人': 'Nobody',

  // in secret
  '您已经在另一台设备上领了选票。': 'You took your paper on another device. ', '请在那台设备上投票。': 'Cast it there.',
  '无记名：服务器只记您领了票，不知道您投了什么。投出后不能改。': 'Secret: the server notes that you took a paper and never what you chose. Once cast it is final.',
  '您选了“{0}”，还没有确认收到。': 'You chose “{0}”; it is not confirmed yet.', '再投一次': 'Send it again',
  '您的选票已投入票箱。': 'Your paper is in the box.', '核对码 {0}。结束后本页会自动核对是否计入，请用这台设备。': 'Check code {0}. After the close this page checks that it was counted; stay on this device.',
  '没有发出去。您的选票还在这台设备上，联网后再投。': 'Not sent. Your paper is kept on this device; cast it when online.',
  '这台设备上的选票没有投出。': 'The paper on this device was not cast.', '正在核对您的选票…': 'Checking your paper…', '您的选票已计入。': 'Your vote was counted.',
  '核对码 {0}，在公布的 {1} 张选票里，签名全部有效。': 'Check code {0}, among the {1} papers published; all signatures are valid.',
  '请把核对码 {0} 告诉主持人和监票人，不要关掉本页。': 'Tell the chair and the tellers check code {0}, and keep this page open.',
  '公布的名单里没有您的选票！': 'Your paper is not in the published list!', '您的选票被改动了！': 'Your paper was altered!',
  '公布的选票名单有问题：签名、张数或合计不对！': 'The published list is wrong: a signature, the number or the sum does not hold!',

  // seats of a room
  '本会场席位投票': 'Votes of this room', '计票方式': 'How to count', '数人数': 'Count hands', '逐席投票': 'Seat by seat',
  '共 {0} 人，多于有表决权的 {1} 席。请核对。': '{0} in all, more than the {1} seats that vote. Check it.', '共 {0} 人，有表决权 {1} 席': '{0} of {1} seats that vote',
  '改报人数': 'Correct the count', '报上人数': 'Report the count', '已报上。表决结束前可以改；全部填 0 就是撤回。': 'Reported. You can correct it until the close; all noughts take it back.',
  '本会场已按人数计票。要逐席投票，先把人数清零。': 'The hands of this room were counted. Set the count to nought to vote seat by seat.',
  '请 {0} 单独投票': '{0} votes alone', '其他人请回避。投完按“下一位”。': 'Others step aside. Press “Next” when done.',
  '本机作投票间：一次一位，选好姓名后单独投票。': 'This device is the booth: one person at a time.', '已领票': 'Paper taken', '查看': 'Look', '去投票': 'Vote',

  // charts
  '各选项票数': 'Votes by option', '选项': 'Option', '票数': 'Votes', '票': 'votes', '应到 {0}，实到 {1}，投票 {2}': '{0} entitled, {1} present, {2} voted',
  '法定人数 {0}': 'quorum {0}', '{0} {1}，需 {2} 票': '{2} needed of {1} {0}', '发出选票 {0}，收回 {1}': '{0} papers issued, {1} cast',
  '按层级': 'By level', '按层级领票（无记名投票不分层级计票）': 'Papers taken by level (a secret ballot is not counted by level)', '领票': 'Papers', '投票': 'Votes cast', '应投': 'Entitled',

  // the chair's column
  '新建表决': 'New vote', '可以举手、记名或无记名表决。': 'By show of hands, by name or in secret.', '已投': 'Voted', '已投入票箱': 'In the box',
  '无记名投票，结束前看不到票数。': 'A secret ballot shows no votes before its close.', '结束表决': 'Close the vote', '取消表决': 'Cancel the vote',
  '先结束正在进行的表决': 'Close the vote that is open first', '开会以后才能表决': 'Once the consultation has opened', '开始表决': 'Open the vote', '不表决了': 'Drop it',
  '已取消': 'Cancelled', '看结果': 'Result', '结束“{0}”的表决？': 'Close the vote on “{0}”?',
  '应投 {0}，已投 {1}，还有 {2} 没有投。结束后不能再投。': '{1} of {0} have voted, {2} have not. Nobody can vote after the close.', '都投了。结束后立即公布结果。': 'All have voted. The result is shown at once.',
  '取消“{0}”的表决？': 'Cancel the vote on “{0}”?', '理由（写进会议记录）': 'Reason (goes into the record)',
  '开始表决：{0}': 'Voting on: {0}', '表决结果：{0}，{1}': 'Result of {0}: {1}', '表决取消了：{0}': 'Vote cancelled: {0}',

  // preparing
  '表决什么': 'What is voted on', '表决文本（可不填）': 'Wording (optional)', '方式': 'How', '赞成、反对、弃权': 'For, against, abstain', '自己写选项': 'Own options',
  '每行一个，2 到 {0} 个；弃权自动加上': 'One a line, 2 to {0}; abstaining is added', '每人最多选几项': 'Choices each at most', '谁参加表决（列席的不参加）': 'Who votes (those observing never do)',
  '会场席位': 'Seats of rooms', '通过规则': 'Carried by', '简单多数：赞成多于反对': 'More for than against', '所投的票过半数': 'More than half of votes cast',
  '实到人数过半数': 'More than half of those present', '应到人数过半数': 'More than half of those entitled', '所投的票三分之二以上': 'Two thirds of votes cast',
  '实到人数三分之二以上': 'Two thirds of those present', '应到人数三分之二以上': 'Two thirds of those entitled', '相对多数：票数最多': 'The most votes',
  '不设': 'None', '应到过半数': 'More than half of those entitled', '应到三分之二以上': 'Two thirds of those entitled', '固定人数': 'A number', '至少几人到会': 'At least how many',
  '限时': 'Time limit', '不限，由主持人结束': 'None; the chair closes it', '向公众公布名单': 'Show the public who voted what', '准备好': 'Prepare',
  '举手：当场计数，只记票数': 'By hands: counted at once, only numbers are kept', '记名：谁投了什么进会议记录': 'By name: who voted what goes into the record', '无记名：谁也不知道谁投了什么': 'In secret: nobody knows who voted what',
  '写上表决什么。': 'Say what is voted on.', '选项要有 2 到 {0} 个。': 'Give 2 to {0} options.', '选项不能相同。': 'Options must differ.', '每个选项最多 60 个字。': 'An option has at most 60 characters.', '选一下谁参加表决。': 'Choose who votes.',

  // the public page
  '结束后公布结果': 'The result is shown at the close',

  // stances
  '表态': 'Stances', '写进会议纪要，可以改': 'Goes into the minutes; you can change it', '替哪一席表态': 'For which seat',
} as const;
