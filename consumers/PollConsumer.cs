using System.Collections.Concurrent;
using DataShare.Lake;
using DataShare.Schemas;
using DataShare.Warehouse;
using Microsoft.Extensions.Logging;

namespace DataShare.Consumers;

/// <summary>
/// Delivers to a consumer the rows that changed since its positions. It can be stopped anywhere and repeated: the
/// ranges of a run are recorded before the delivery, and the positions move with the delivery (SQL) or after it
/// (files). It can be called concurrently, even for the same consumer: the second call waits for the first.
/// </summary>
/// <param name="border">Called after each step; for tests that stop there.</param>
public sealed class PollConsumer(
    IWarehouse warehouse,
    ContractCatalog contracts,
    ConsumerOptions options,
    TimeProvider time,
    ILogger<PollConsumer> logger,
    StepBorder? border = null)
{
    private readonly ConcurrentDictionary<string, SemaphoreSlim> oneAtATime = new(StringComparer.Ordinal);

    /// <summary>The last message about each consumer that is not served until somebody acts.</summary>
    private readonly ConcurrentDictionary<string, string> told = new(StringComparer.Ordinal);

    private readonly MoveConsumer move = new(warehouse, contracts, options, time, border);

    /// <summary>Polls as the clock or a commit does: a paused consumer stays paused.</summary>
    public ValueTask<PollOutcome> RunAsync(ConsumerDefinition consumer, CancellationToken cancellationToken) =>
        RunAsync(consumer, new PollOptions(), cancellationToken);

    /// <summary>
    /// Delivers one batch, with as many attempts as the definition allows. The outcome has the failure.
    /// </summary>
    public async ValueTask<PollOutcome> RunAsync(
        ConsumerDefinition consumer,
        PollOptions poll,
        CancellationToken cancellationToken)
    {
        var reads = BatchReads.Find(consumer, contracts, out var problem);
        if (problem is not null)
        {
            var misfit = new PollOutcome.Misfit(consumer.Name, FailureText.Of(consumer, problem));
            Tell(consumer, misfit.Error);
            return misfit;
        }

        var gate = oneAtATime.GetOrAdd(consumer.Name, _ => new SemaphoreSlim(1));
        await gate.WaitAsync(cancellationToken);
        try
        {
            var outcome = await OnceAsync(consumer, reads, poll, cancellationToken);
            if (outcome is PollOutcome.Stopped stopped)
            {
                if ((poll.AfterLostWarehouse ?? options.AfterLostWarehouse) is { } from)
                {
                    await move.RunAsync(consumer, from, cancellationToken);
                    return await OnceAsync(consumer, reads, poll, cancellationToken);
                }

                Tell(consumer, stopped.Error);
            }

            return outcome;
        }
        catch (Exception failure) when (failure is WarehouseException or WarehouseBusyException)
        {
            var failed = new PollOutcome.Failed(consumer.Name, null, FailureText.Of(consumer, failure.Message), IsPaused: false);
            logger.NotPolled(failed.Error);
            return failed;
        }
        finally
        {
            gate.Release();
        }
    }

    private async ValueTask<PollOutcome> OnceAsync(
        ConsumerDefinition consumer, IReadOnlyList<BatchRead> reads, PollOptions poll, CancellationToken cancellationToken)
    {
        var start = await StartAsync(consumer, reads, poll, cancellationToken);
        if (start.Begun.Tables.Any())
        {
            logger.Begun(consumer.Name, start.Begun.ToString());
        }

        PollOutcome outcome = start switch
        {
            RunStart.Nothing nothing => await RestAsync(consumer, reads, nothing.Positions, cancellationToken),
            RunStart.Paused paused => new PollOutcome.Paused(consumer.Name, paused.Run),
            RunStart.PausedByHand paused => new PollOutcome.PausedByHand(consumer.Name, paused.Pause),
            RunStart.Started started => await new RunAttempts(warehouse, consumer, reads, Delivery(consumer), time, logger, border)
                .DeliverAsync(started.Run, cancellationToken),
            _ => throw new InvalidOperationException($"Unknown start {start}."),
        };
        return outcome with { Begun = start.Begun };
    }

    private async ValueTask<PollOutcome> RestAsync(
        ConsumerDefinition consumer, IReadOnlyList<BatchRead> reads, LakePositions positions, CancellationToken cancellationToken)
    {
        try
        {
            await Delivery(consumer).RestAsync(consumer.Name, reads, positions, cancellationToken);
            return new PollOutcome.Nothing(consumer.Name, positions);
        }
        catch (StoppedDeliveryException e)
        {
            return new PollOutcome.Stopped(consumer.Name, FailureText.Stopped(consumer, e.Message));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new PollOutcome.Failed(consumer.Name, null, FailureText.Of(consumer, e.Message), IsPaused: false);
        }
    }

    /// <summary>Logs a fault that stays until somebody acts, once.</summary>
    private void Tell(ConsumerDefinition consumer, string error)
    {
        if (told.GetValueOrDefault(consumer.Name) != error)
        {
            logger.NotPolled(error);
            told[consumer.Name] = error;
        }
    }

    private async ValueTask<RunStart> StartAsync(
        ConsumerDefinition consumer,
        IReadOnlyList<BatchRead> reads,
        PollOptions poll,
        CancellationToken cancellationToken)
    {
        var start = await warehouse.Runs.StartAsync(consumer.Name, reads, cancellationToken);
        if (start is RunStart.Paused && poll.Resume)
        {
            await warehouse.Runs.ResumeAsync(consumer.Name, cancellationToken);
            start = await warehouse.Runs.StartAsync(consumer.Name, reads, cancellationToken);
        }

        return start;
    }

    private IDelivery Delivery(ConsumerDefinition consumer) => consumer.Deliver switch
    {
        DeliveryRules.Sql sql => new SqlDelivery(warehouse, sql, border),
        DeliveryRules.Files files => new FileDelivery(
            warehouse, files.FolderIn(options.DataFolder), files.Format, time, border),
        var other => throw new InvalidOperationException($"Unknown delivery {other}."),
    };
}
