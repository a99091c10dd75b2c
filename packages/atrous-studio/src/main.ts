/** @file Starts the studio. */

import { mount } from 'svelte';
import App from './app/App.svelte';
import './app/base.css';

mount(App, { target: document.querySelector('#app')! });
