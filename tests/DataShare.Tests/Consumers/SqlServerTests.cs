using DataShare.Tests.Warehouse;

namespace DataShare.Tests.Consumers;

public sealed class SqlServerSqlDeliveryTests() : SqlDeliveryTests(new SqlServerEngine());

public sealed class SqlServerFileDeliveryTests() : FileDeliveryTests(new SqlServerEngine());

public sealed class SqlServerPollCrashTests() : PollCrashTests(new SqlServerEngine());

public sealed class SqlServerPollFailureTests() : PollFailureTests(new SqlServerEngine());

public sealed class SqlServerSampleConsumerTests() : SampleConsumerTests(new SqlServerEngine());
