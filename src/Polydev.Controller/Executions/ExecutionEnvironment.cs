using Polydev.Controller.Storage;
using Polydev.Controller.Usage;

namespace Polydev.Controller.Executions;

/// <summary>What an execution needs of the world around it.</summary>
internal sealed class ExecutionEnvironment(EventJournal journal, PriceBook prices, ExecutionMeters meters, ControllerOptions options, TimeProvider time)
{
    /// <summary>Events after which a worker is told what is durable; the end is always told.</summary>
    public const int AckEvents = 64;

    /// <summary>Bytes after which it is told: well under what a worker holds before it stops reading from the provider.</summary>
    public const int AckBytes = 128 * 1024;

    /// <summary>Bytes at its end after which it is told at once: less can be kept until it hears of something else, or a second.</summary>
    public const int AckEndBytes = 16 * 1024;

    /// <summary>How long it may be left without being told: all its executions share one bound.</summary>
    public static readonly TimeSpan AckAfter = TimeSpan.FromSeconds(1);

    /// <summary>Up to so many live executions each commits for itself: there is no company worth waiting for.</summary>
    public const int FewLive = 2;

    /// <summary>How many executions live now. Counted by the directory.</summary>
    public int Live;

    /// <summary>Where events become durable.</summary>
    public EventJournal Journal => journal;

    /// <summary>What tokens cost.</summary>
    public PriceBook Prices => prices;

    /// <summary>What is counted.</summary>
    public ExecutionMeters Meters => meters;

    /// <summary>Limits and defaults.</summary>
    public ExecutionOptions Options => options.Executions;

    /// <summary>The clock.</summary>
    public TimeProvider Time => time;

    /// <summary>Runs an execution whose turn has come; set by the runner.</summary>
    public Action<Execution> Run { get; set; } = static _ => throw new InvalidOperationException("the runner is not there");

    /// <summary>An execution's end is durable; set by the directory.</summary>
    public Action<Execution> OnEnded { get; set; } = static _ => { };
}
