using Polydev.Controller.Api;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Executions;

/// <summary>
/// Decides who runs now and who waits. Each tenant has a lane; free turns go round the lanes that wait, so a tenant with ten thousand
/// waiting executions delays another's first one by at most one turn.
/// </summary>
internal sealed class AdmissionQueue(ControllerOptions options)
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Lane> _lanes = new(StringComparer.Ordinal);
    private readonly LinkedList<Lane> _round = new();
    private int _running;
    private int _waiting;

    /// <summary>Turns held now.</summary>
    public int Running => Volatile.Read(ref _running);

    /// <summary>Tickets that wait now.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>Takes a turn at once, or a place in the queue, or refuses.</summary>
    /// <param name="ticket">A new ticket.</param>
    /// <param name="position">0 when the turn was taken at once, else the place in the queue.</param>
    public Problem? Enter(AdmissionTicket ticket, out int position)
    {
        lock (_gate)
        {
            var lane = LaneOf(ticket.Tenant.Id);
            if (lane.Waiting.Count == 0 && MayRun(lane, ticket.Tenant))
            {
                TakeTurn(lane, ticket);
                position = 0;
                return null;
            }

            position = 0;
            if (_waiting >= options.Executions.MaxQueued || lane.Waiting.Count >= (ticket.Tenant.Limits.MaxQueued ?? options.Executions.MaxQueuedPerTenant))
            {
                Forget(ticket.Tenant.Id, lane);
                return Full(lane, ticket.Tenant);
            }

            Wait(lane, ticket);
            position = PositionOf(lane, lane.Waiting.Count);
            return null;
        }
    }

    /// <summary>Takes a turn whatever the limits say: the execution ran already, under an earlier controller.</summary>
    public void Resume(AdmissionTicket ticket)
    {
        lock (_gate)
        {
            TakeTurn(LaneOf(ticket.Tenant.Id), ticket);
        }
    }

    /// <summary>Gives a turn or a place back; the next ones get their turns.</summary>
    public void Leave(AdmissionTicket ticket)
    {
        List<AdmissionTicket>? next = null;
        lock (_gate)
        {
            if (!_lanes.TryGetValue(ticket.Tenant.Id, out var lane))
            {
                return;
            }

            if (ticket.Place is { } place)
            {
                lane.Waiting.Remove(place);
                ticket.Place = null;
                _waiting--;
                LeaveRound(lane);
            }
            else if (ticket.HoldsTurn)
            {
                ticket.HoldsTurn = false;
                lane.Running--;
                _running--;
                next = GiveTurns();
            }

            Forget(ticket.Tenant.Id, lane);
        }

        foreach (var lucky in next ?? [])
        {
            lucky.OnTurn();
        }
    }

    /// <summary>How many turns must be given until this one's, counted as the round goes; 0 when it does not wait.</summary>
    public int Position(AdmissionTicket ticket)
    {
        lock (_gate)
        {
            if (ticket.Place is not { } place)
            {
                return 0;
            }

            var depth = 1;
            for (var before = place.Previous; before is not null; before = before.Previous)
            {
                depth++;
            }

            return PositionOf(_lanes[ticket.Tenant.Id], depth);
        }
    }

    private int PositionOf(Lane lane, int depth)
    {
        var ahead = depth;
        foreach (var other in _round)
        {
            ahead += ReferenceEquals(other, lane) ? 0 : Math.Min(other.Waiting.Count, depth);
        }

        return ahead;
    }

    private bool MayRun(Lane lane, Tenant tenant) =>
        _running < options.Executions.MaxConcurrent && lane.Running < (tenant.Limits.MaxConcurrent ?? options.Executions.MaxConcurrentPerTenant);

    private void TakeTurn(Lane lane, AdmissionTicket ticket)
    {
        ticket.HoldsTurn = true;
        lane.Running++;
        _running++;
    }

    private void Wait(Lane lane, AdmissionTicket ticket)
    {
        ticket.Place = lane.Waiting.AddLast(ticket);
        _waiting++;
        if (lane.Turn.List is null)
        {
            _round.AddLast(lane.Turn);
        }
    }

    private List<AdmissionTicket>? GiveTurns()
    {
        List<AdmissionTicket>? lucky = null;
        for (var passed = 0; passed < _round.Count && _running < options.Executions.MaxConcurrent;)
        {
            var lane = _round.First!.Value;
            _round.RemoveFirst();
            var ticket = lane.Waiting.First!.Value;
            if (!MayRun(lane, ticket.Tenant))
            {
                _round.AddLast(lane.Turn);
                passed++;
                continue;
            }

            lane.Waiting.RemoveFirst();
            ticket.Place = null;
            _waiting--;
            TakeTurn(lane, ticket);
            (lucky ??= []).Add(ticket);
            passed = 0;
            if (lane.Waiting.Count > 0)
            {
                _round.AddLast(lane.Turn);
            }
        }

        return lucky;
    }

    private Lane LaneOf(string tenantId)
    {
        if (!_lanes.TryGetValue(tenantId, out var lane))
        {
            _lanes[tenantId] = lane = new Lane();
        }

        return lane;
    }

    private void LeaveRound(Lane lane)
    {
        if (lane.Waiting.Count == 0 && lane.Turn.List is not null)
        {
            _round.Remove(lane.Turn);
        }
    }

    private void Forget(string tenantId, Lane lane)
    {
        if (lane.Running == 0 && lane.Waiting.Count == 0)
        {
            _lanes.Remove(tenantId);
        }
    }

    private Problem Full(Lane lane, Tenant tenant) =>
        new(429, "queue_full", $"{lane.Waiting.Count} executions of tenant '{tenant.Id}' already wait ({_waiting} over all tenants). Send again later.")
        {
            RetryAfterSeconds = Math.Clamp(lane.Waiting.Count / 50.0, 1, 30),
        };

    /// <summary>One tenant's part of the queue.</summary>
    private sealed class Lane
    {
        public Lane() => Turn = new LinkedListNode<Lane>(this);

        public LinkedList<AdmissionTicket> Waiting { get; } = new();

        public LinkedListNode<Lane> Turn { get; }

        public int Running { get; set; }
    }
}
