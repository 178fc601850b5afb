using DataShare.Tests.Warehouse;

namespace DataShare.Tests.Consumers;

public sealed class DuckDbSqlDeliveryTests() : SqlDeliveryTests(new DuckDbEngine());

public sealed class DuckDbFileDeliveryTests() : FileDeliveryTests(new DuckDbEngine());

/// <summary>The engine itself cannot write into the outbox.</summary>
public sealed class DuckDbFarFileDeliveryTests() : FileDeliveryTests(new DuckDbEngine(reachesLakeAlone: true));

public sealed class DuckDbPollCrashTests() : PollCrashTests(new DuckDbEngine());

public sealed class DuckDbPollFailureTests() : PollFailureTests(new DuckDbEngine());

public sealed class DuckDbSampleConsumerTests() : SampleConsumerTests(new DuckDbEngine());
