-- Once, as the server's administrator:  psql -f roles.sql -v owner_password=… -v app_password=…
-- The owner migrates. The application logs in as cecosesola_app, works as cecosesola_web, and owns nothing.
CREATE ROLE cecosesola LOGIN CREATEROLE CREATEDB PASSWORD :'owner_password';
CREATE ROLE cecosesola_web NOLOGIN;
CREATE ROLE cecosesola_app LOGIN NOINHERIT PASSWORD :'app_password';
GRANT cecosesola_web TO cecosesola, cecosesola_app;
CREATE DATABASE cecosesola OWNER cecosesola TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
