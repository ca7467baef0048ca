// English of rosters from sheets, links in bulk, and rehearsals.
export const prepare = {
  '导入名单': 'Import roster', '批量邀请': 'Invite in bulk', '收起': 'Close', '参会名单': 'roster', '选文件': 'Choose file',
  '换一个文件': 'Choose another file', '或把 XLSX、CSV 文件拖到这里。先看预览，确认后才导入。':
    'or drop an XLSX or CSV file here. You see a preview first; nothing is imported before you say so.',
  '模板': 'Template', '正在读…': 'Reading…', '这个文件超过 2 MB，没有读。请分成几个文件。': 'This file is over 2 MB and was not read. Split it.',
  '{0} 处要改，还没有导入。': '{0} to correct; nothing was imported.', '没有错误，可以加 {0} 行。': 'No errors; {0} rows can be added.',
  '已导入 {0} 行': '{0} rows imported', '要加 {0} 行': 'Rows to add: {0}', '已在名单 {0} 行': 'On the roster already: {0}',
  '错误 {0} 处': 'Errors: {0}', '提醒 {0} 处': 'Warnings: {0}', '只看有问题的行': 'Only rows with problems',
  '先改好表里的 {0} 处错误，再选一次文件': 'Correct {0} errors in the sheet, then choose the file again',
  '没有要加的行': 'There is no row to add', '导入 {0} 行': 'Import {0} rows', '正在导入…': 'Importing…',
  '还有 {0} 行没有显示。': '{0} more rows are not shown.', '名单预览': 'Preview of the roster', '行': 'Row', '结果': 'Result',
  '错误：': 'Error: ', '提醒：': 'Warning: ', '姓名': 'Name', '简称': 'Short name',
  '加入名单': 'added', '加席位': 'seat added', '已有，跳过': 'there already', '要改': 'to correct',

  '全部会场': 'All venues', '给谁': 'For whom', '还没有链接的 {0} 位': '{0} without a link', '全部 {0} 位，旧链接作废': 'All {0}, old links revoked',
  '再按一次，旧的 {0} 个链接作废': 'Press again: {0} old links stop working', '有效期': 'Valid', '{0} 天': '{0} days', '做 {0} 个链接': 'Make {0} links', '有链接 {0} 位': 'With a link: {0}',
  '已使用 {0} 位': 'Used: {0}', '没有链接 {0} 位': 'Without a link: {0}', '已使用': 'Used', '未使用': 'Not used yet',
  '{0} 做，{1} 到期': 'Made {0}, expires {1}',
  '做好 {0} 个链接，现在可以下载。关掉这一页就不能再下载了。': '{0} links made. Download them now: once this page is closed that is no longer possible.',
  '已作废 {0} 个链接': '{0} links revoked', '入会二维码': 'qr-codes', '入会链接': 'links', '已下载': 'Downloaded', '正在准备…': 'Preparing…',
  '二维码单 PDF': 'QR sheet, PDF', '链接表 CSV': 'Links, CSV',
  '{0} 个链接可以下载，只在这一页。请只交给本人。': '{0} links can be downloaded, on this page alone. Hand each to its owner only.',
  '链接只在做的时候显示。要再打印，请给“全部”重做。': 'Links are shown only when they are made. To print them again, make new ones for all.',
  '再按一次，作废 {0} 个链接': 'Press again to revoke {0} links', '作废这些人的 {0} 个链接': 'Revoke these {0} links',

  '演练': 'Rehearse', '演练：{0}': 'Rehearse: {0}', '开始演练': 'Start rehearsal', '结束演练': 'End rehearsal',
  '再按一次结束演练': 'Press again to end it', '演练中，不留记录': 'Rehearsal, nothing is recorded',
  '最迟 {0} 自动结束；公众看不到。': 'Ends by itself {0} at the latest; the public sees nothing.',
  '大家可以用自己的链接进来，试开会、发言、表决、意见。什么都不留记录，公众看不到；结束后一切回到现在的样子。期间改的名单、会场和链接照常保留。':
    'Everybody can join by their own link and try opening, the floor, votes and opinions. Nothing is recorded and the public sees nothing; at the end everything is as it is now. Changes to roster, venues and links are kept.',
  '演练结束。一切回到演练之前。': 'The rehearsal is over. Everything is as it was before it.',
  '演练中，还没有直播。{0}开会。': 'Being rehearsed, not live yet. Starts {0}.',
  '正在演练，结束以后可以发表意见。': 'A rehearsal is going on. You can send your opinion once it is over.',
} as const;
