<?php
// The copy of WordPress in which this lies is given its own values by the environment.
define('DB_NAME', 'recycle');
define('DB_USER', 'recycle');
define('DB_PASSWORD', 'recycle-pw');
define('DB_HOST', '127.0.0.1:' . getenv('RECYCLE_DB_PORT'));
define('DB_CHARSET', 'utf8mb4');
define('DB_COLLATE', '');
foreach (['AUTH', 'SECURE_AUTH', 'LOGGED_IN', 'NONCE'] as $name) {
    define($name . '_KEY', 'test-only-' . $name);
    define($name . '_SALT', 'test-only-salt-' . $name);
}
$table_prefix = 'wp_';
define('WP_ENVIRONMENT_TYPE', 'local');  // allows application passwords over plain http
define('WP_HTTP_BLOCK_EXTERNAL', true);  // without an internet, phoning home would hang
define('DISABLE_WP_CRON', true);
define('AUTOMATIC_UPDATER_DISABLED', true);
define('WP_DEBUG', false);
define('WP_HOME', getenv('RECYCLE_URL'));
define('WP_SITEURL', getenv('RECYCLE_URL'));
if (!defined('ABSPATH')) {
    define('ABSPATH', __DIR__ . '/');
}
require_once ABSPATH . 'wp-settings.php';
