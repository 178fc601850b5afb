-- Sets up DataShare on SQL Server 2019, 2022, 2025 and Azure SQL: the database, the service's login with minimal
-- rights, and two roles for readers. Run it as an administrator:
--
--   read -rs PASSWORD; export PASSWORD
--   sqlcmd -S SERVER -b -i setup.sql -v DATABASE=DataShare LOGIN=datashare
--
-- The first line asks for the password without showing it, in PowerShell: $env:PASSWORD = Read-Host -MaskInput. sqlcmd
-- takes it from the environment; everybody on the machine can read a command line.
--
-- You can run it again at any time: it does not change what already exists. Run it again if DataShare made views before
-- the roles existed: it then grants these views.
--
-- PASSWORD is for a new login, and must not contain quotes. Use -v PASSWORD="" for an existing login, such as one from:
-- create login [DOMAIN\service] from windows.
--
-- Azure SQL Database has no 'use' and no other databases: make the database first and connect to it with
-- -d DataShare. The script makes the user in the database, without a login, or uses an existing one, such as one from:
-- create user [my-service] from external provider.
--
-- Give DataShare its own database: a user who can make views in schema dbo can read everything that dbo owns.

if cast(serverproperty('EngineEdition') as int) = 5 and db_name() <> N'$(DATABASE)'
    throw 50001, N'On Azure SQL Database make the database first and connect to it: sqlcmd -d $(DATABASE).', 1;
if db_id(N'$(DATABASE)') is null
    execute (N'create database [$(DATABASE)]');
go

-- Consumers get one state of the warehouse (snapshot), and readers do not wait for a load (read committed snapshot).
if exists (select 1 from sys.databases where name = N'$(DATABASE)' and snapshot_isolation_state = 0)
    execute (N'alter database [$(DATABASE)] set allow_snapshot_isolation on');
-- Fails if others are connected to the database: run it again when they are not.
if exists (select 1 from sys.databases where name = N'$(DATABASE)' and is_read_committed_snapshot_on = 0)
    execute (N'alter database [$(DATABASE)] set read_committed_snapshot on with no_wait');
go

if cast(serverproperty('EngineEdition') as int) <> 5 and suser_id(N'$(LOGIN)') is null
begin
    if N'$(PASSWORD)' = N''
        throw 50002, N'There is no login $(LOGIN), and no PASSWORD to make it with.', 1;
    execute (N'create login [$(LOGIN)] with password = N''$(PASSWORD)'', default_database = [$(DATABASE)]');
end
go

use [$(DATABASE)];
go

if database_principal_id(N'$(LOGIN)') is null
begin
    if cast(serverproperty('EngineEdition') as int) = 5 and N'$(PASSWORD)' = N''
        throw 50003, N'There is no user $(LOGIN), and no PASSWORD to make it with.', 1;
    if cast(serverproperty('EngineEdition') as int) = 5
        execute (N'create user [$(LOGIN)] with password = N''$(PASSWORD)'', default_schema = [dbo]');
    else
        execute (N'create user [$(LOGIN)] for login [$(LOGIN)] with default_schema = [dbo]');
end
if database_principal_id(N'datashare_reader') is null
    execute (N'create role [datashare_reader]');
if database_principal_id(N'datashare_restricted_reader') is null
    execute (N'create role [datashare_restricted_reader]');
-- The ledger: only its owner, the service, has rights on it.
if schema_id(N'datashare') is null
    execute (N'create schema [datashare] authorization [$(LOGIN)]');
go

-- A role is seen by its members only, and what is not seen cannot be granted to. It shows the service nothing that the
-- rights below do not.
alter role [datashare_reader] add member [$(LOGIN)];
alter role [datashare_restricted_reader] add member [$(LOGIN)];
go

-- The service makes tables and views in dbo and changes them, moves rows, and grants its views to the roles. It does
-- not get: control or ownership of dbo, execute, references, or any right on users and roles.
grant create table, create view to [$(LOGIN)];
go
grant alter, insert, update, delete on schema::[dbo] to [$(LOGIN)];
go
grant select on schema::[dbo] to [$(LOGIN)] with grant option;
go

-- Existing views of tables <dataset>_v<major>_data. Nobody gets rights on the tables: a view and its table have the same
-- owner, so a reader of the view needs no right on the table.
declare @grants nvarchar(max);
with loaded as (
    select left(name, len(name) - len(N'_data')) as view_name
    from sys.tables
    where schema_id = schema_id(N'dbo') and name like N'%[_]v[0-9]%[_]data'
)
select @grants = string_agg(
    cast(N'grant select on [dbo].' + quotename(v.name) + N' to ' as nvarchar(max))
        + case when v.name = l.view_name + N'_restricted' then N'[datashare_restricted_reader];' else N'[datashare_reader];' end,
    N' ')
from loaded as l
inner join sys.views as v
    on v.schema_id = schema_id(N'dbo')
    and v.name in (
        l.view_name,
        l.view_name + N'_restricted',
        left(l.view_name, len(l.view_name) - charindex(N'v_', reverse(l.view_name)) - 1)
    );
if @grants is not null
    execute (@grants);
go

print N'Database $(DATABASE) is ready for $(LOGIN). Readers: alter role datashare_reader add member ...';
go
