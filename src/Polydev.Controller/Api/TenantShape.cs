using System.Text.Json;
using Polydev.Controller.Tenants;

namespace Polydev.Controller.Api;

/// <summary>What requests about tenants may say, and what a change makes of a tenant.</summary>
internal static class TenantShape
{
    private const int MaxId = 64;
    private const int MaxName = 200;

    /// <summary>What is wrong with a tenant to be made; null for nothing.</summary>
    public static Problem? Check(CreateTenantRequest request)
    {
        var errors = new FieldErrors().Add("name", FaultOfName(request.Name)).Add("id", FaultOfId(request.Id));
        request.Limits?.Check(errors);
        return errors.ToProblem();
    }

    /// <summary>What is wrong with a change; null for nothing.</summary>
    public static Problem? Check(ChangeTenantRequest request)
    {
        var errors = new FieldErrors();
        errors.Add("name", request.Name is null ? null : FaultOfName(request.Name));
        if (request.Limits is { } limits)
        {
            JsonBody.Check(limits, ApiJson.Default.LimitsBody, "limits", errors);
            if (errors.None)
            {
                limits.Deserialize(ApiJson.Default.LimitsBody)!.Check(errors);
            }
        }

        return errors.ToProblem();
    }

    /// <summary>The tenant after a change without faults.</summary>
    public static Tenant Apply(ChangeTenantRequest request, Tenant tenant) => tenant with
    {
        Name = request.Name ?? tenant.Name,
        Suspended = request.Suspended ?? tenant.Suspended,
        Limits = request.Limits is { } limits ? Apply(limits, tenant.Limits) : tenant.Limits,
    };

    private static TenantLimits Apply(JsonElement given, TenantLimits before)
    {
        var after = given.Deserialize(ApiJson.Default.LimitsBody)!;
        return new TenantLimits
        {
            MaxConcurrent = Has("max_concurrent") ? after.MaxConcurrent : before.MaxConcurrent,
            MaxQueued = Has("max_queued") ? after.MaxQueued : before.MaxQueued,
            RequestsPerMinute = Has("requests_per_minute") ? after.RequestsPerMinute : before.RequestsPerMinute,
            DailySpendUsd = Has("daily_spend_usd") ? after.DailySpendUsd : before.DailySpendUsd,
            MonthlySpendUsd = Has("monthly_spend_usd") ? after.MonthlySpendUsd : before.MonthlySpendUsd,
        };
        bool Has(string field) => given.TryGetProperty(field, out _);
    }

    private static string? FaultOfName(string name) =>
        string.IsNullOrWhiteSpace(name) || name.Length > MaxName ? $"must be 1 to {MaxName} characters" : null;

    private static string? FaultOfId(string? id) =>
        id is null || (id.Length is > 0 and <= MaxId && id.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c) || c is '-' or '_'))
            ? null
            : $"must be 1 to {MaxId} lower-case letters, digits, '-' or '_'";
}
