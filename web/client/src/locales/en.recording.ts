// English of the recording: its page, the desk's part of it, and going back in the livestream.
export const recording = {
  '录像': 'Recording', '录像画面': 'Recording', '章节': 'Chapters', '跳到章节': 'Skip to the chapters',
  '没有公开': 'Not public', '画面时间 {0}': 'picture of {0}', '下载 MP4': 'Download MP4',
  '在这场会议里搜索': 'Search this consultation', '搜索议程、发言人、字幕': 'Search items, speakers, captions',
  '还没有议程和发言。': 'No items or speeches yet.', '从 {0} 播放：{1}': 'Playing from {0}: {1}',
  '连不上服务器。请检查网络，再打开一次。': 'The server cannot be reached. Check the network and open it again.',
  '会议的公开页面': 'Public page of the consultation',
  '看录像': 'Watch the recording', '保存多久': 'Kept for', '不自动删除': 'Until somebody deletes it',
  '闭会后 {0} 天': '{0} days after closing', '闭会后 {0} 年': '{0} year(s) after closing',
  '{0} 自动删除。': 'Deleted by rule on {0}.', '闭会以后可以公开或删除录像。': 'It can be published or deleted after the closing.',
  '公开录像': 'Publish the recording', '收回录像': 'Withdraw the recording', '收回': 'Withdraw', '删除录像': 'Delete the recording',
  '现在只有会务人员能看。': 'Only staff can watch it now.', '所有人都能看。': 'Everybody can watch it.',
  '录像已经删除：{0}，{1}。': 'The recording was deleted: {0}, {1}.',
  '保存期限已到': 'Its time is over', '文件正在清除。': 'Its files are being removed.',
  '已清除 {0} MB，时长 {1}。': '{0} MB removed, {1}.', '公众不能再看。理由会记入日志。': 'The public can no longer watch it. The reason goes on the record.',
  '需要校对': 'To be checked', '涉及个人信息': 'Personal information',
  '删除后不能恢复。会议记录和纪要不受影响。删除的人、时间和理由会记入日志。':
    'It cannot be brought back. Record and minutes stay. Who deleted it, when and why goes on the record.',
  '系统': 'The system', '从头看': 'From the beginning', '正在回看。发言人和字幕在回到直播后显示。': 'Watching earlier parts. Speaker and captions are shown live.',
  '章节和搜索': 'Chapters and search',
} as const;
