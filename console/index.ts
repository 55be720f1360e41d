/** FlagForge's management API. */
export {};
