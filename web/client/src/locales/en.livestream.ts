// English of the livestream's player.
export const livestream = {
  '只听声音': 'Sound only', '正在只听声音，画面已关，省流量。': 'Sound only. The picture is off, to save data.',
  '直播断了，正在重新接通': 'Livestream lost, reconnecting', '比直播晚了': 'Behind live', '已暂停': 'Paused',
} as const;
