// The director's wall's entry.
import './base/base.css';
import './components/components.css';
import './room/room.css';
import './room/stage.css';
import './wall/wall.css';
import { startLocale } from './base/i18n';
import './components/floor-clock';
import './components/tile';
import './wall/wall-app';

void startLocale().then(() => document.body.append(document.createElement('tx-wall')));
