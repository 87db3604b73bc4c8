namespace Polydev.Drivers.Nomad.Model;

/// <summary>A job in a list.</summary>
public sealed record JobStub
{
    /// <summary>Its id.</summary>
    public required string ID { get; init; }

    /// <summary>The parameterized job it was dispatched from; empty for others.</summary>
    public string? ParentID { get; init; }

    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its namespace.</summary>
    public string? Namespace { get; init; }

    /// <summary><c>batch</c>, <c>service</c> or <c>system</c>.</summary>
    public string? Type { get; init; }

    /// <summary>1 to 100.</summary>
    public int Priority { get; init; }

    /// <summary>Whether it runs when it is dispatched.</summary>
    public bool ParameterizedJob { get; init; }

    /// <summary>Whether it was stopped.</summary>
    public bool Stop { get; init; }

    /// <summary><c>pending</c>, <c>running</c> or <c>dead</c>.</summary>
    public string? Status { get; init; }

    /// <summary>Why, in words.</summary>
    public string? StatusDescription { get; init; }

    /// <summary>Where it may run.</summary>
    public IReadOnlyList<string>? Datacenters { get; init; }

    /// <summary>How many of its allocations do what.</summary>
    public JobSummary? JobSummary { get; init; }

    /// <summary>When it was submitted, in ns since 1970.</summary>
    public long SubmitTime { get; init; }

    /// <summary>Raft index of its first registration.</summary>
    public ulong CreateIndex { get; init; }

    /// <summary>Raft index of its last change.</summary>
    public ulong ModifyIndex { get; init; }

    /// <summary>Raft index of its last registration.</summary>
    public ulong JobModifyIndex { get; init; }
}
