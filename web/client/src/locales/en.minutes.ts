// English of the minutes' editor, its steps, and the page of those who were asked for corrections.
export const minutes = {
  // the clerk's notes
  '记录员笔记': 'Notes', '记一条': 'A note', '记一条，按回车保存': 'A note; Enter keeps it', '保存笔记': 'Keep the note', '最近的笔记': 'Latest notes',
  '只有会务人员看得到，写进会议记录。Shift+回车换行。': 'For staff alone, and for the record of the meeting. Shift+Enter breaks the line.',
  '正在改这一条。清空再保存就是删去，按 Esc 不改。': 'Being corrected. Empty, it is struck out; Esc leaves it.', '改': 'Change', '改这条笔记：{0}': 'Change this note: {0}',

  '办理进度': 'Progress', '征求意见': 'Out for correction', '已定稿': 'Approved', '已签发': 'Signed', '第 {0} 版': 'Version {0}',
  '改好以后送征求意见。改动不会改会议记录。': 'Edit, then circulate for correction. No edit changes the log.',
  '送了 {0} 人，{1} 截止，还有 {2}。': 'Sent to {0}; due {1}, in {2}.', '送了 {0} 人，已经截止。': 'Sent to {0}; the time is over.',
  '{0} 定稿，等签发。': 'Approved {0}; waits for a signature.', '{0}，{1}，签发人 {2}。': '{0}, {1}, signed by {2}.',
  '{0} 小时': '{0} hours', '{0} 天 {1} 小时': '{0} days {1} hours', '还有 {0}': '{0} left',
  '修改意见 {0} 条': '{0} corrections', '看这一段': 'Show paragraph', '采纳': 'Accept', '不采纳': 'Decline', '已采纳': 'Accepted', '没有采纳': 'Declined',
  '没有采纳：{0}': 'Declined: {0}', '没有采纳，理由已经给提意见的人看到': 'Declined; its author is shown the reason',
  '不采纳 {0} 的修改意见': 'Decline the correction by {0}', '理由会给提意见的人看。': 'Its author is shown the reason.', '写上理由。': 'Give a reason.',
  '还有 {0} 条修改意见没有处理。': '{0} corrections are not settled yet.', '闭会以后才能送征求意见。': 'Circulated after the close only.',
  '送征求意见': 'Circulate for correction', '改送谁、改时间': 'Change whom or until when', '送给谁': 'To whom', '送出': 'Send', '截止时间': 'Deadline',
  '至少选一个人。': 'Choose somebody.', '已送 {0} 人征求意见': 'Sent to {0} for correction',
  '选中的人打开自己的入会链接，就能看到这份纪要、提修改意见。截止以后不能再提。':
    'Whoever is chosen finds these minutes by their own join link and may propose corrections, until the deadline.',
  '定稿': 'Approve', '第 {0} 版定稿': 'Approve version {0}', '定稿由主持人来做。': 'Whoever presides approves.',
  '定稿以后不能再改，只等签发。以后会议记录里的变化不再进入这一版。':
    'Approved, it changes no more and waits for a signature. What the log says later is not in this version.',
  '征求意见 {0} 才截止。现在定稿要写明理由，理由会进入会议记录。': 'Corrections are due {0}. To approve now, give a reason; it goes on the record.',
  '签发': 'Sign', '签发第 {0} 版': 'Sign version {0}', '签发由主持人来做。': 'Whoever presides signs.', '已签发 {0}': 'Signed {0}',
  '签发以后这一版永远不变，校验值写进会议记录。要改，只能另出下一版。':
    'Signed, this version never changes, and its hash goes on the record. To correct it, make the next version.',
  '文号': 'Number', '像“第 6 号”。': 'Such as 第 6 号.', '日期': 'Date', '签发人': 'Signer', '文号、日期和签发人都要填。': 'Number, date and signer are all needed.',
  '退回修改': 'Reopen', '开始第 {0} 版': 'Begin version {0}', '又可以改了': 'It can be edited again',
  '纪要回到草稿，改好以后要重新征求意见、定稿。': 'It is a draft again, to be circulated and approved anew.',
  '{0} 保持原样，随时能下载。新的一版从现在的文字改起，要重新征求意见、定稿和签发。':
    '{0} stays as it is and can be downloaded. The new version starts from its words, to be circulated, approved and signed anew.',
  '还没有签发，导出的是草稿': 'Not signed: what is exported is a draft', '放弃这些字': 'Discard these words',
  '这些字没有存：': 'These words were not saved:',
  // the office's template
  '公文模板': "Office's template", '本次会议没有上传模板。Word 用服务器的模板；服务器也没有，就用国标版式。':
    'This meeting has no template of its own. The Word form stands in the server’s, or else on the standard’s page.',
  '签发的版本一直用签发时的模板。要换模板，先开始下一版。': 'A signed version keeps the template it was signed with. To change it, begin the next version.',
  '正文放在模板写着“纪要”的地方。': 'The minutes go where the template says 纪要.', '模板没有写正文放在哪里，正文接在最后。': 'The template names no place; the minutes go to its end.',
  '会填写：{0}。': 'Filled in: {0}.', '没有要填写的字段。': 'No fields to fill in.', '下载模板': 'Download it', '移除模板': 'Remove it', '再按一次移除': 'Press again to remove',
  '正在检查…': 'Being checked…', '上传模板': 'Uploading the template', '换一份模板': 'Replace it', '上传模板（DOCX）': 'Upload a template (DOCX)',
  '在模板里单独一段写 {{纪要}}，正文就放在那里。{{文号}} {{日期}} {{签发人}} {{机关}} {{抄送}} {{标题}} {{标志}} 会自动填写。5 MB 以内。':
    'The minutes go where a paragraph of the template says {{纪要}}. {{文号}} {{日期}} {{签发人}} {{机关}} {{抄送}} {{标题}} {{标志}} (number, date, signer, organ, copies to, title, mark) are filled in. 5 MB at most.',
  '模板超过 5 MB。请压缩图片再传。': 'The template is larger than 5 MB. Make its pictures smaller.', '模板传好了：{0}': 'Template uploaded: {0}',
  '签发过的版本': 'Signed versions', '校验值': 'Hash',
  // the editor
  '显示改动': 'Show changes', '看这一段：{0}': 'Choose: {0}', '表格': 'table', '这一段的文字': 'Words of this paragraph', '删去': 'deleted', '新加': 'added',
  '没有写进纪要': 'Left out', '改过': 'Edited', '后加的': 'Added', '原稿有变': 'Source changed', '还没有存': 'Not saved', '完成': 'Done',
  '{0} 存于 {1}': 'Saved by {0}, {1}', '已存 {0}': 'Saved {0}', '和原稿一样': 'As drafted', '还没有存，停下来就存': 'Not saved yet; saves when you pause', '正在存…': 'Saving…',
  '这一段没有字，不会存。不要这一段，请按“不写进纪要”。': 'An empty paragraph is not saved. To drop it, press “Leave out”.',
  '没有发出去。您写的还在，联网后会再发。': 'Not sent. Your text is kept and sent when online.', '没有存：别人刚改过这一段。': 'Not saved: somebody else just changed it.',
  '别人的和您的有这些差别：': 'From theirs to yours:', '用我的': 'Use mine', '用别人的': 'Use theirs',
  '您改过以后，会议记录有了变化。原稿现在是这样：': 'The log has changed since the edit. The draft now says:', '和原稿的差别': 'Differences from the draft',
  '恢复原稿': 'As drafted', '不写进纪要': 'Leave out', '在下面加一段': 'Add a paragraph below',
  '已经定稿，不能再改。要改，先退回修改。': 'Approved, it changes no more. To change it, reopen it first.',
  '已经签发（{0}），不能再改。要改，先开始下一版。': 'Signed ({0}), it changes no more. To change it, begin the next version.',
  // what a paragraph rests on
  '这一段的来源': 'Sources of this paragraph', '全部发言': 'All speeches', '摘到纪要': 'Quote', '第 {0} 号记录': 'Record no. {0}',
  '会议记录里没有这一段的来源': 'The log has no source of this paragraph', '后加的段落由您负责。': 'You answer for what you add.',
  '公布意见': 'Opinion published', '没有公布一条意见': 'Opinion withheld', '记下成果': 'Outcome recorded', '提出须应答的问题': 'Question put',
  '未应答仍结束': 'Closed unanswered', '人数不足仍开会': 'Quorum waived', '点名签到结束': 'Roll call ended', '{0} 主持': '{0} presides',
  // before those who were asked
  '看纪要': 'Read the minutes', '会议纪要已经签发。': 'The minutes are signed.', '会议纪要征求意见已经截止。': 'The time for corrections of the minutes is over.',
  '会议纪要请您看一看，{0} 前可以提修改意见。': 'Please read the minutes; corrections are taken until {0}.',
  '正在读取纪要…': 'Loading the minutes…', '请看这份纪要，不对的地方按“提修改意见”。{0} 截止。': 'Read the minutes; where they are wrong, press “Propose a correction”. Due {0}.',
  '征求意见已经截止。还有意见，请联系记录员。': 'The time for corrections is over. Ask the clerk.',
  '纪要已经定稿，等签发，不再收修改意见。': 'The minutes are approved and wait for a signature; no more corrections are taken.',
  '这份纪要已经签发。': 'These minutes are signed.', '这是上一次签发的纪要。新的一版正在起草。': 'These are the minutes signed last. A new version is being drafted.',
  '我的修改意见': 'My corrections', '等记录员处理': 'Waits for the clerk', '提修改意见': 'Propose a correction', '提修改意见：{0}': 'Propose a correction: {0}',
  '这一段应当怎么写': 'How it should read', '理由（可以不写）': 'Reason (optional)', '送出修改意见': 'Send the correction', '修改意见已送出': 'Correction sent',
  '还没有改动。请先改这一段的文字。': 'Nothing is changed yet. Change the paragraph first.', '先送出或取消正在写的修改意见。': 'Send or cancel the correction you are writing first.',
};
