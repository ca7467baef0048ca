// The room page's entry: joining, the meeting, the chair's console.
import './base/base.css';
import './components/components.css';
import './room/join.css';
import './room/room.css';
import './room/console.css';
import './room/document.css';
import './room/attendance.css';
import './room/venue-panel.css';
import './ballots/ballots.css';
import './room/stage.css';
import './room/floor.css';
import './room/interpretation.css';
import './components/captions.css';
import './rules/rules.css';
import { startLocale } from './base/i18n';
import { applyPreferences } from './base/prefs';
import './components/agenda';
import './components/floor-clock';
import './components/opinions';
import './components/speaking-list';
import './components/tile';
import './room/join';
import './room/room-app';

applyPreferences();
void startLocale().then(() => document.body.append(document.createElement('tx-room')));
