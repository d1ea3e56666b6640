# Medians of bench/backup-peers' results as Markdown.
# Columns: tree, delay, tool, operation, wall s, CPU s, peak MB, requests as PUT, requests as GET, bytes stored.

BEGIN {
    FS = "\t"
    order = "ours rclone rclone-defaults restic aws"
    split(order, tools, " ")
    # S3 Standard, us-east-1, list prices: $ a thousand requests, $ a GB and month.
    put = 0.005; get = 0.0004; room = 0.023
}

{
    cell = $1 FS $2
    if (!(cell in seen)) { seen[cell] = 1; cells[++n] = cell }
    key = cell FS $3 FS $4
    count[key]++
    for (column = 5; column <= 10; column++) value[key, column, count[key]] = $column
}

function median(key, column,    i, j, k, t, sorted) {
    k = count[key]
    for (i = 1; i <= k; i++) sorted[i] = value[key, column, i] + 0
    for (i = 1; i <= k; i++) for (j = i + 1; j <= k; j++) if (sorted[j] < sorted[i]) { t = sorted[i]; sorted[i] = sorted[j]; sorted[j] = t }
    return k % 2 ? sorted[(k + 1) / 2] : (sorted[k / 2] + sorted[k / 2 + 1]) / 2
}

function best(cell, operation,    i, key, least) {
    least = -1
    for (i in tools) {
        key = cell FS tools[i] FS operation
        if (tools[i] != "ours" && key in count && (least < 0 || median(key, 5) < least)) least = median(key, 5)
    }
    return least
}

function figure(cell, tool, operation, column, format,    key) {
    key = cell FS tool FS operation
    return key in count ? sprintf(format, median(key, column)) : "–"
}

function ratio(cell, operation,    key, least) {
    key = cell FS "ours" FS operation
    least = best(cell, operation)
    return key in count && least > 0 ? sprintf("%.2f", median(key, 5) / least) : "–"
}

function thousands(number,    text) {
    text = sprintf("%d", number)
    while (match(text, /[0-9][0-9][0-9][0-9]($|,)/)) text = substr(text, 1, RSTART) "," substr(text, RSTART + 1)
    return text
}

# 28 backups a week, as the schedule takes them, are 122 a month; a week of them is kept; one restore.
function cost(cell, tool,    up, down) {
    up = cell FS tool FS "up"; down = cell FS tool FS "down"
    if (!(up in count) || !(down in count)) return "–"
    return sprintf("$%.2f", 122 * (median(up, 8) * put + median(up, 9) * get) / 1000 \
        + (median(down, 8) * put + median(down, 9) * get) / 1000 \
        + (tool == "ours" ? 28 : tool == "restic" ? 1 : 28) * median(up, 10) / 1e9 * room)
}

END {
    for (c = 1; c <= n; c++) {
        split(cells[c], part, FS)
        printf "\n**Tree %s, %s**\n\n", part[1], part[2] == 0 ? "no delay" : part[2] " ms added to each request"
        print "| tool | up s | down s | again s | CPU up / down s | peak MB up / down | requests up / down | $ a month |"
        print "|---|---|---|---|---|---|---|---|"
        for (i = 1; i <= length(tools); i++) {
            tool = tools[i]
            if (!((cells[c] FS tool FS "up") in count)) continue
            printf "| %s | %s | %s | %s | %s / %s | %s / %s | %s / %s | %s |\n", tool, \
                figure(cells[c], tool, "up", 5, "%.2f"), figure(cells[c], tool, "down", 5, "%.2f"), \
                figure(cells[c], tool, "again", 5, "%.2f"), \
                figure(cells[c], tool, "up", 6, "%.1f"), figure(cells[c], tool, "down", 6, "%.1f"), \
                figure(cells[c], tool, "up", 7, "%d"), figure(cells[c], tool, "down", 7, "%d"), \
                thousands(median(cells[c] FS tool FS "up", 8) + median(cells[c] FS tool FS "up", 9)), \
                thousands(median(cells[c] FS tool FS "down", 8) + median(cells[c] FS tool FS "down", 9)), \
                cost(cells[c], tool)
        }
        printf "| **ours to the best peer** | **%s** | **%s** | **%s** | | | | |\n", \
            ratio(cells[c], "up"), ratio(cells[c], "down"), ratio(cells[c], "again")
    }
}
