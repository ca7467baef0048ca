// English of seats, roll calls, the quorum and questions that must be answered.
export const attendance = {
  // seats
  '席位': 'Seats', '会场还没有席位。': 'The room has no seats yet.',
  '按一下：在座；再按一下：离席。时间记入会议记录。': 'Press once: seated; press again: left. The times go into the record.',
  '在座': 'Seated', '在座，会场断线': 'Seated, room offline', '已离席': 'Left', '未登记': 'Not marked', '空席': 'Empty',
  '在座 {0}，共 {1} 席': '{0} of {1} seated', '{0} 号席': 'Seat {0}', '代 {0}': 'for {0}',
  '{0} 就座': '{0} is seated', '{0} 离席': '{0} has left', '就座': 'Seat', '换到': 'Swap with', '选一个席位': 'Choose a seat',
  '代出席的人（本人来就空着）': 'Substitute (empty if they came themselves)', '记为请假': 'Mark excused', '记为缺席': 'Mark absent',

  // attendance and the quorum
  '签到和席位': 'Roll call and seats', '各级出席': 'Attendance by level', '层级': 'Level', '未到': 'Not here', '应到': 'Called',
  '已达法定人数': 'Quorum met', '到 {0}，法定 {1}': '{0} of {1} for a quorum', '法定人数': 'Quorum', '没有规定法定人数。': 'No quorum is set.',
  '计入法定人数的 {0} 人，要到 {1} 人，现在 {2} 人。': '{0} count for the quorum; {1} are needed, {2} are here.',
  '规定人数': 'Set quorum', '出席的规定': 'Attendance rules', '不规定': 'None', '应到的百分之几': 'Per cent of those who count',
  '多少人': 'A number of people', '数': 'Figure', '晚到超过几分钟算迟到': 'Late after how many minutes',
  '早走超过几分钟算早退': 'Left early before how many minutes', '定下': 'Set', '人数不够': 'No quorum',
  '法定 {0} 人，现在到了 {1} 人。写明理由后可以开会，理由记入会议记录和纪要。':
    '{0} are needed and {1} are here. You may begin with a reason, which goes into the record and the minutes.',

  // roll calls
  '点名签到': 'Roll call', '正在点名签到': 'Roll call under way', '第 {0} 次': 'No. {0}', '开始点名签到': 'Start roll call', '结束点名': 'End roll call',
  '点名签到开始，请答到。': 'Roll call: please answer.', '答到': 'Here', '已答到': 'You have answered.', '代为答到': 'Answer for them',
  '替席位答到': 'Answer for seats', '请在 {0} 内答到': 'Please answer within {0}', '本会场还有 {0} 席没有答到': '{0} seats of this room have not answered',
  '{0} 分钟内，各人在自己的设备上答到，席位由操作员答到。': 'Within {0} minutes everybody answers on their own device, seats through their operator.',
  '没有答到 {0} 位': '{0} have not answered', '还剩 {0}': '{0} left', '{0} 开始': 'from {0}', '{0} 结束': 'ended {0}',

  // must-answer items
  '问题': 'Question', '第 {0} 问': 'Question {0}', '须应答': 'Must answer', '须应答的部门': 'Departments that must answer', '应答中': 'Answering', '未应答': 'No answer yet',
  '已答复（口头）': 'Answered', '已答复（书面）': 'Replied in writing', '请应答': 'Ask',
  '准备应答': 'about to answer', '当场应答': 'answered here', '{0} 收到': 'received {0}', '在队列第 {0} 位': 'no. {0} on the list',
  '未申请发言': 'has not asked for the floor', '没有连上会议': 'not connected', '还没有连上会议': 'They are not connected',
  '还有 {0} 个部门没有应答，不能结束。': 'Departments that have not answered: {0}. The item cannot end yet. ',
  '写明理由后结束': 'End with a reason', '只有主持人能写明理由后结束。': 'Only the chair may end it, with a reason.',
  '还有部门没有应答': 'Departments have not answered',
  '{0} 没有应答。写明理由后可以结束，理由记入会议记录和纪要。': '{0} have not answered. You may end with a reason, which goes into the record and the minutes.',
  '由谁应答': 'Who must answer', '在哪一项议程': 'Under which item', '出自 {0} 的提问': 'From the question by {0}',
  '这些部门应答或书面答复以前，这一项不能结束。': 'The item cannot end before these departments have answered or replied in writing.',
  '议程都结束了。': 'All items have ended.', '名单里没有承办单位。': 'There is no department on the roster.',
  '代部门提交书面答复': 'Written reply on the department’s behalf', '提交答复': 'File reply', '撤回这个问题': 'Withdraw this question',
  '请您应答': 'You are asked', '有问题请您应答。': 'A question was put to you.', '申请应答': 'Ask to answer', '书面答复': 'Written reply',
  '修改书面答复': 'Change written reply', '答复内容': 'Your reply', '您已经在发言队列里': 'You are on the speaking list',
  '这一项进行时可以申请': 'You may ask while the item runs', '答复记入会议记录和纪要，与会的人都能看到。': 'The reply goes into the record and the minutes; all who take part see it.',

  // the public page
  '请部门应答的问题 {0} 个': 'Questions to departments: {0}',

  // the desk
  '出席表': 'Attendance', '按人和席位，CSV': 'by person and seat, CSV',
};
