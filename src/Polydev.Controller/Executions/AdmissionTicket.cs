using Polydev.Controller.Tenants;

namespace Polydev.Controller.Executions;

/// <summary>Something that wants its turn. Made by the asker, moved through the queue, given back at the end.</summary>
internal abstract class AdmissionTicket(Tenant tenant)
{
    /// <summary>Whose turn it is to be.</summary>
    public Tenant Tenant { get; } = tenant;

    /// <summary>The ticket's place in its tenant's lane while it waits; guarded by the queue's lock.</summary>
    internal LinkedListNode<AdmissionTicket>? Place { get; set; }

    /// <summary>Whether it holds a turn; guarded by the queue's lock.</summary>
    internal bool HoldsTurn { get; set; }

    /// <summary>Its turn has come, after waiting. Called outside the queue's lock; be quick.</summary>
    internal abstract void OnTurn();
}
