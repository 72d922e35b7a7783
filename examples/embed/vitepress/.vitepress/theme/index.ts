import DefaultTheme from 'vitepress/theme';
import './attention.css';

export default DefaultTheme;
