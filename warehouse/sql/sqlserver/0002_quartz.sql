-- The schedule that several processes share: what Quartz 4's SQL Server store reads and writes, under the table prefix
-- datashare.QRTZ_. Names and types are Quartz's; they are in capitals as in its statements, so that they are found in a
-- database where letter case counts. Times are ticks of 100 ns since year 1, UTC; intervals are milliseconds. Each key
-- begins with the scheduler's name. Nothing is in it unless DataShare:Scheduler:Clustered is on.

-- What can be run: a row for each dataset that is loaded and each consumer that is polled.
create table datashare.QRTZ_JOB_DETAILS (
  SCHED_NAME nvarchar(120) not null,
  JOB_NAME nvarchar(150) not null,
  JOB_GROUP nvarchar(150) not null,
  DESCRIPTION nvarchar(250) null,
  JOB_CLASS_NAME nvarchar(250) not null,
  IS_DURABLE bit not null,
  IS_NONCONCURRENT bit not null,
  IS_UPDATE_DATA bit not null,
  REQUESTS_RECOVERY bit not null,
  JOB_DATA varbinary(max) null,
  constraint qrtz_job_details_pk primary key (SCHED_NAME, JOB_NAME, JOB_GROUP)
);

create index qrtz_job_details_group on datashare.QRTZ_JOB_DETAILS (SCHED_NAME, JOB_GROUP, JOB_NAME);

-- When it runs, and where it stands between waiting and done.
create table datashare.QRTZ_TRIGGERS (
  SCHED_NAME nvarchar(120) not null,
  TRIGGER_NAME nvarchar(150) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  JOB_NAME nvarchar(150) not null,
  JOB_GROUP nvarchar(150) not null,
  DESCRIPTION nvarchar(250) null,
  TRIGGER_TYPE nvarchar(8) not null,
  TRIGGER_STATE nvarchar(16) not null,
  PRIORITY int null,
  START_TIME bigint not null,
  END_TIME bigint null,
  NEXT_FIRE_TIME bigint null,
  PREV_FIRE_TIME bigint null,
  FIXED_DELAY bit null,
  CALENDAR_NAME nvarchar(200) null,
  MISFIRE_INSTR int null,
  MISFIRE_THRESHOLD bigint null,
  MISFIRE_ORIG_FIRE_TIME bigint null,
  OVERLAP_POLICY int null,
  EXECUTION_GROUP nvarchar(200) null,
  PREFERRED_NODE nvarchar(200) null,
  PREFERRED_NODE_AUTO bit not null,
  RETRY_POLICY nvarchar(250) null,
  RETRY_ATTEMPT int null,
  CONTINUES_TRIGGER_NAME nvarchar(150) null,
  CONTINUES_TRIGGER_GROUP nvarchar(150) null,
  CONTINUATION_CONDITION int null,
  PAUSE_REASON nvarchar(250) null,
  PAUSED_BY nvarchar(200) null,
  PAUSED_AT bigint null,
  JOB_DATA varbinary(max) null,
  constraint qrtz_triggers_pk primary key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  constraint qrtz_triggers_of_job foreign key (SCHED_NAME, JOB_NAME, JOB_GROUP)
    references datashare.QRTZ_JOB_DETAILS (SCHED_NAME, JOB_NAME, JOB_GROUP)
);

create index qrtz_triggers_job on datashare.QRTZ_TRIGGERS (SCHED_NAME, JOB_NAME, JOB_GROUP);
create index qrtz_triggers_group on datashare.QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_GROUP, TRIGGER_NAME);
create index qrtz_triggers_calendar on datashare.QRTZ_TRIGGERS (SCHED_NAME, CALENDAR_NAME);
-- What is due, the most urgent first: every process asks for it at each turn.
create index qrtz_triggers_due on datashare.QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_STATE, NEXT_FIRE_TIME, PRIORITY desc, MISFIRE_INSTR);

-- What a trigger has besides, by its type.
create table datashare.QRTZ_SIMPLE_TRIGGERS (
  SCHED_NAME nvarchar(120) not null,
  TRIGGER_NAME nvarchar(150) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  REPEAT_COUNT int not null,
  REPEAT_INTERVAL bigint not null,
  TIMES_TRIGGERED int not null,
  constraint qrtz_simple_triggers_pk primary key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  constraint qrtz_simple_triggers_of_trigger foreign key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
    references datashare.QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP) on delete cascade
);

-- The expression may be longer than the 120 characters which Quartz's own tables have for it.
create table datashare.QRTZ_CRON_TRIGGERS (
  SCHED_NAME nvarchar(120) not null,
  TRIGGER_NAME nvarchar(150) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  CRON_EXPRESSION nvarchar(1000) not null,
  TIME_ZONE_ID nvarchar(80) null,
  constraint qrtz_cron_triggers_pk primary key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  constraint qrtz_cron_triggers_of_trigger foreign key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
    references datashare.QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP) on delete cascade
);

create table datashare.QRTZ_SIMPROP_TRIGGERS (
  SCHED_NAME nvarchar(120) not null,
  TRIGGER_NAME nvarchar(150) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  STR_PROP_1 nvarchar(512) null,
  STR_PROP_2 nvarchar(512) null,
  STR_PROP_3 nvarchar(512) null,
  INT_PROP_1 int null,
  INT_PROP_2 int null,
  LONG_PROP_1 bigint null,
  LONG_PROP_2 bigint null,
  DEC_PROP_1 decimal(13, 4) null,
  DEC_PROP_2 decimal(13, 4) null,
  BOOL_PROP_1 bit null,
  BOOL_PROP_2 bit null,
  TIME_ZONE_ID nvarchar(80) null,
  constraint qrtz_simprop_triggers_pk primary key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP),
  constraint qrtz_simprop_triggers_of_trigger foreign key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
    references datashare.QRTZ_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP) on delete cascade
);

create table datashare.QRTZ_BLOB_TRIGGERS (
  SCHED_NAME nvarchar(120) not null,
  TRIGGER_NAME nvarchar(150) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  BLOB_DATA varbinary(max) null,
  constraint qrtz_blob_triggers_pk primary key (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP)
);

-- Days on which a trigger rests. Ours have none, but the store asks for the table.
create table datashare.QRTZ_CALENDARS (
  SCHED_NAME nvarchar(120) not null,
  CALENDAR_NAME nvarchar(200) not null,
  CALENDAR varbinary(max) not null,
  constraint qrtz_calendars_pk primary key (SCHED_NAME, CALENDAR_NAME)
);

create table datashare.QRTZ_PAUSED_TRIGGER_GRPS (
  SCHED_NAME nvarchar(120) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  PAUSE_REASON nvarchar(250) null,
  PAUSED_BY nvarchar(200) null,
  PAUSED_AT bigint null,
  constraint qrtz_paused_trigger_grps_pk primary key (SCHED_NAME, TRIGGER_GROUP)
);

create table datashare.QRTZ_PAUSED_JOB_GRPS (
  SCHED_NAME nvarchar(120) not null,
  JOB_GROUP nvarchar(150) not null,
  PAUSE_REASON nvarchar(250) null,
  PAUSED_BY nvarchar(200) null,
  PAUSED_AT bigint null,
  constraint qrtz_paused_job_grps_pk primary key (SCHED_NAME, JOB_GROUP)
);

-- What runs now, and in which process: what the others take over when that one dies.
create table datashare.QRTZ_FIRED_TRIGGERS (
  SCHED_NAME nvarchar(120) not null,
  ENTRY_ID nvarchar(140) not null,
  TRIGGER_NAME nvarchar(150) not null,
  TRIGGER_GROUP nvarchar(150) not null,
  JOB_NAME nvarchar(150) null,
  JOB_GROUP nvarchar(150) null,
  INSTANCE_NAME nvarchar(200) not null,
  STATE nvarchar(16) not null,
  PRIORITY int not null,
  FIRED_TIME bigint not null,
  SCHED_TIME bigint not null,
  IS_NONCONCURRENT bit null,
  REQUESTS_RECOVERY bit null,
  EXECUTION_GROUP nvarchar(200) null,
  PROGRESS int null,
  PROGRESS_MESSAGE nvarchar(250) null,
  INTERRUPT_REQUESTED_TIME bigint null,
  constraint qrtz_fired_triggers_pk primary key (SCHED_NAME, ENTRY_ID)
);

create index qrtz_fired_triggers_instance on datashare.QRTZ_FIRED_TRIGGERS (SCHED_NAME, INSTANCE_NAME, REQUESTS_RECOVERY);
create index qrtz_fired_triggers_job on datashare.QRTZ_FIRED_TRIGGERS (SCHED_NAME, JOB_NAME, JOB_GROUP);
create index qrtz_fired_triggers_trigger on datashare.QRTZ_FIRED_TRIGGERS (SCHED_NAME, TRIGGER_NAME, TRIGGER_GROUP);

-- Which processes there are, and when each was last heard of.
create table datashare.QRTZ_SCHEDULER_STATE (
  SCHED_NAME nvarchar(120) not null,
  INSTANCE_NAME nvarchar(200) not null,
  LAST_CHECKIN_TIME bigint not null,
  CHECKIN_INTERVAL bigint not null,
  QUARTZ_VERSION nvarchar(20) null,
  constraint qrtz_scheduler_state_pk primary key (SCHED_NAME, INSTANCE_NAME)
);

-- Rows to be locked, so that one process at a time changes the schedule.
create table datashare.QRTZ_LOCKS (
  SCHED_NAME nvarchar(120) not null,
  LOCK_NAME nvarchar(40) not null,
  constraint qrtz_locks_pk primary key (SCHED_NAME, LOCK_NAME)
);
