/** @file Starts the studio. */

import { mount } from 'svelte';
import { stayOffline } from '../offline/register.js';
import App from './app/App.svelte';
import './app/base.css';

mount(App, { target: document.querySelector('#app')! });

// While files change under somebody's hands, a worker that keeps the old ones is in the way.
if (import.meta.env.PROD) void stayOffline();
