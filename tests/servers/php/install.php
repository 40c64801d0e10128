<?php
// php install.php WWW: installs WordPress and prints "role:login:application password" for each of its people.
define('WP_INSTALLING', true);
$_SERVER['HTTP_HOST'] = parse_url(getenv('RECYCLE_URL'), PHP_URL_HOST) . ':' . parse_url(getenv('RECYCLE_URL'), PHP_URL_PORT);
$_SERVER['REQUEST_METHOD'] = 'GET';
$_SERVER['SERVER_PROTOCOL'] = 'HTTP/1.1';
require $argv[1] . '/wp-load.php';
require_once ABSPATH . 'wp-admin/includes/upgrade.php';

function wp_new_blog_notification(...$ignored) {}  // there is no mail to tell anybody by

wp_install('recycle test', 'admin', 'admin@example.test', true, '', 'admin-pw');
update_option('permalink_structure', '/%postname%/');
$wp_rewrite->init();
flush_rewrite_rules(false);

foreach (['admin' => 'administrator', 'author' => 'author', 'contributor' => 'contributor'] as $login => $role) {
    $user = get_user_by('login', $login);
    $id = $user ? $user->ID : wp_insert_user(
        ['user_login' => $login, 'user_pass' => "$login-pw", 'user_email' => "$login@example.test", 'role' => $role]
    );
    list($password) = WP_Application_Passwords::create_new_application_password($id, ['name' => 'recycle']);
    echo "$role:$login:$password\n";
}
echo 'version:' . get_bloginfo('version') . ":\n";
