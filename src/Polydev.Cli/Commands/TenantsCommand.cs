using System.CommandLine;
using System.Text.Json;
using Polydev.Cli.Output;

namespace Polydev.Cli.Commands;

/// <summary><c>polydev tenants</c>: who may use the system, and how much of it. Needs an admin key.</summary>
internal static class TenantsCommand
{
    private const string Path = "/v1/tenants";

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandHost host)
    {
        Argument<string> id = new("id") { Description = "Id of the tenant" };
        Argument<string> name = new("name") { Description = "Name for people" };
        Option<string?> wantedId = new("--id") { Description = "Id of the tenant; one is made when left out", HelpName = "id" };
        var limits = new LimitOptions();
        return CommandHost.Group(
            "tenants",
            "List, make, change and remove tenants",
            host.Command("list", "List tenants", (context, token) => Resources.ListAsync(context, Path, "tenants", Columns(), token)),
            host.Command("create", "Make a tenant", (context, token) => Resources.SendAsync(
                context, HttpMethod.Post, Path, New(context, context.Value(name)!, context.Value(wantedId), limits), Made, token), [name, wantedId, .. limits.All]),
            host.Command("set", "Change a tenant's limits; what is not named stays", (context, token) => Resources.SendAsync(
                context, HttpMethod.Patch, Resources.Path(Path, context.Value(id)), Resources.Body(json => limits.Write(context, json)),
                _ => $"tenant {context.Value(id)} changed", token), [id, .. limits.All]),
            Suspend(host, id, "suspend", "Refuse a tenant's requests", true),
            Suspend(host, id, "resume", "Take a tenant's requests again", false),
            host.Command("rm", "Remove a tenant with its keys and credentials", (context, token) => Resources.SendAsync(
                context, HttpMethod.Delete, Resources.Path(Path, context.Value(id)), null, _ => $"tenant {context.Value(id)} removed", token), id));
    }

    private static ReadOnlyMemory<byte> New(CommandContext context, string name, string? id, LimitOptions limits) => Resources.Body(json =>
    {
        json.WriteString("name", name);
        if (id is not null)
        {
            json.WriteString("id", id);
        }

        limits.Write(context, json);
    });

    private static string Made(JsonElement tenant)
    {
        var id = Listing.Text(Listing.At(tenant, "id"));
        return $"tenant {id} made; give it a key with 'polydev keys create --tenant {id}'";
    }

    private static Command Suspend(CommandHost host, Argument<string> id, string name, string description, bool suspended) => host.Command(
        name, description, (context, token) => Resources.SendAsync(
            context, HttpMethod.Patch, Resources.Path(Path, context.Value(id)), Resources.Body(json => json.WriteBoolean("suspended", suspended)),
            _ => $"tenant {context.Value(id)} {(suspended ? "suspended" : "resumed")}", token), id);

    private static Listing Columns() => new Listing()
        .Add("id", "id")
        .Add("name", "name")
        .Add("concurrent", "limits.max_concurrent")
        .Add("queued", "limits.max_queued")
        .Add("per minute", "limits.requests_per_minute")
        .Add("per day", item => Money(item, "limits.daily_spend_usd"))
        .Add("per month", item => Money(item, "limits.monthly_spend_usd"))
        .Add("suspended", "suspended");

    private static string Money(JsonElement item, string path) => Listing.Number(item, path) is { } dollars ? Format.Dollars((decimal)dollars) : "-";
}
