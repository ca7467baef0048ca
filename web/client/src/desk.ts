// The desk page's entry.
import 'lit';
