namespace Polydev.Controller.Cluster.Jobs;

/// <summary>What a submission came to.</summary>
internal enum JobOutcome
{
    /// <summary>The job was not there before.</summary>
    Created,

    /// <summary>It was there, and says something else now.</summary>
    Updated,

    /// <summary>It was there and said the same: nothing was done.</summary>
    Unchanged,
}
